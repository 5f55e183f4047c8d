// An OCPP back-end that knows what has connected: OCPP 1.6, 2.0.1 and 2.1. Stations connect to ws://127.0.0.1:9000/NAME.
//
//   npm install openapi-fetch ocpp-rpc && npm install --save-dev openapi-typescript typescript @types/node
//   npx openapi-typescript $CATALOGUE/openapi.json --output catalogue.ts && npx tsc
//   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... node boot_lookup.js 9000
//
// A station that has not booted BOOT_WAIT seconds after it connected (10) is asked to.

import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RPCClient, RPCServer } from "ocpp-rpc";
import createClient from "openapi-fetch";
import type { components, operations, paths } from "./catalogue.js";

type Resolution = components["schemas"]["Resolution"];
type Report = operations["resolveReport"]["parameters"]["query"];

const PASSING = [401, 429, 502, 503, 504]; // worth another try, after a while
const TRIES = 10;
const LONGEST_WAIT = 60; // seconds, whatever an answer asks for
const AT_ONCE = 16; // look-ups under way, however many stations boot after a power cut
const VERSIONS = ["ocpp2.1", "ocpp2.0.1", "ocpp1.6"];

const { CATALOGUE: baseUrl = "", CLIENT_ID = "", CLIENT_SECRET = "", BOOT_WAIT = "10" } = process.env;

/** There is no answer yet. `wait` is in seconds. */
class Passing extends Error {
  readonly wait: number;
  constructor(reason: string, wait: number) {
    super(reason);
    this.wait = Math.min(wait, LONGEST_WAIT);
  }
}

// One token for all connections, for as long as it lasts.
let token = "";
let noTokenUntil = 0;
let renewing: Promise<string> | null = null;

/** Sends it, and throws Passing, or Error for what another try does not change. A 401 of the API is its caller's affair. */
async function send(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const answer = await fetch(request).catch((error: Error) => {
    throw new Passing(`${pathname}: ${(error.cause as Error | undefined)?.message || error.message}`, 1);
  });
  if (answer.ok || (answer.status === 401 && request.headers.has("Authorization"))) return answer;
  const text = (await answer.text()).replace(/\s+/g, " ");
  const reason = `${answer.status} ${pathname} ${text.slice(0, 300)}`;
  // A client that is refused stays refused.
  if (!PASSING.includes(answer.status) || text.includes("invalid_client")) throw new Error(reason);
  const asked = answer.headers.get("Retry-After") ?? "";
  throw new Passing(reason, /^[0-9]+$/.test(asked) ? Number(asked) : 1);
}

async function askForToken(): Promise<string> {
  const wait = (noTokenUntil - Date.now()) / 1000;
  if (wait > 0) throw new Passing("no token for now", wait);
  const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const body = new URLSearchParams({ grant_type: "client_credentials", ...client });
  try {
    const answer = await send(new Request(`${baseUrl}/oauth/token`, { method: "POST", body }));
    token = ((await answer.json()) as { access_token: string }).access_token;
    return token;
  } catch (error) {
    if (error instanceof Passing) noTokenUntil = Date.now() + 1000 * error.wait;
    throw error;
  }
}

/** A token that is not the refused one. Whoever comes second takes what the first one gets. */
function renew(refused: string): Promise<string> {
  if (token !== refused) return Promise.resolve(token);
  renewing ??= askForToken().finally(() => {
    renewing = null;
  });
  return renewing;
}

/** For openapi-fetch: the request with the token, and again with a new one where that has expired. */
async function sendWithToken(request: Request): Promise<Response> {
  function bear(given: string): Request {
    const copy = request.clone();
    copy.headers.set("Authorization", `Bearer ${given}`);
    return copy;
  }
  const given = token || (await renew(""));
  const answer = await send(bear(given));
  if (answer.status !== 401) return answer;
  const again = await send(bear(await renew(given)));
  if (again.status === 401) throw new Passing("the token was refused", 1);
  return again;
}

const api = createClient<paths>({ baseUrl, fetch: sendWithToken });

let underWay = 0;
const waiting: (() => void)[] = [];

async function resolve(query: Report): Promise<Resolution> {
  if (underWay >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  underWay += 1;
  try {
    const { data } = await api.GET("/asset-management/v1/charging-station-models/resolve", { params: { query } });
    return data!.data; // whatever is no success was thrown
  } finally {
    underWay -= 1;
    waiting.shift()?.();
  }
}

async function lookUp(name: string, report: Report): Promise<void> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    try {
      console.log(`${name} is ${inWords(await resolve(report))}`);
      return;
    } catch (error) {
      if (!(error instanceof Passing)) {
        console.log(`${name} stays unknown: ${(error as Error).message}`);
        return;
      }
      if (tried === 1) console.log(`${name} is unknown for now: ${error.message}`);
      await sleep(1000 * Math.max(error.wait, Math.min(2 ** (tried - 1), LONGEST_WAIT)));
    }
  }
  console.log(`${name} stays unknown: no answer in ${TRIES} tries`);
}

/** What the catalogue is asked, from a BootNotification of any version, untouched. What is not text is not sent. */
function reportOf(boot: unknown): Report {
  const members = (boot ?? {}) as Record<string, unknown>;
  const station = members.chargingStation; // from 2.0.1
  const says = station && typeof station === "object" ? { ...members, ...station } : members;
  const first = (...names: string[]): string => {
    const found = names.map((name) => (says as Record<string, unknown>)[name]).find((each) => each && typeof each === "string");
    // A name may be cut within a character.
    return ((found as string | undefined) ?? "").replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "?");
  };
  const serialNumber = first("chargePointSerialNumber", "chargeBoxSerialNumber", "serialNumber");
  const firmwareVersion = first("firmwareVersion");
  return {
    vendor: first("chargePointVendor", "vendorName"),
    model: first("chargePointModel", "model"),
    ...(serialNumber && { serialNumber }),
    ...(firmwareVersion && { firmwareVersion }),
  };
}

function inWords({ match, model, candidates }: Resolution): string {
  if (!model) {
    const near = candidates.map((each) => `${each.model.vendor} ${each.model.model}`).join(", ");
    return `not known (${match}); near: ${near || "nothing"}`;
  }
  const plugs = model.connectors.map((each) => `${each.connectionType} ${each.maxPowerWatts} W`).join(", ");
  return `${model.vendor} ${model.model} with ${plugs}; it is pointed here by ${model.configurationKeys.ocppUrl}`;
}

/** A station that lost its connection, and not its power, connects again and sends no BootNotification. */
async function askToBoot(station: RPCClient, hasBooted: () => boolean, left: AbortSignal): Promise<void> {
  for (const wait of [1, 2, 4].map((times) => times * Number(BOOT_WAIT))) {
    await sleep(1000 * wait, undefined, { signal: left, ref: false });
    if (hasBooted()) return;
    try {
      const answer = (await station.call("TriggerMessage", { requestedMessage: "BootNotification" })) as { status?: string };
      console.log(`${station.identity} was asked to boot: ${answer?.status ?? "it cannot be"}`);
    } catch (error) {
      console.log(`${station.identity} was asked to boot: ${(error as Error).message}`);
    }
  }
}

// No strictMode: nothing that a station sends is refused for its form, for it could not boot at all.
const server = new RPCServer({ protocols: VERSIONS, strictMode: false });
server.auth((accept, _reject, { identity, protocols }) => {
  if (!VERSIONS.some((each) => protocols.has(each))) {
    const offered = [...protocols].join(", ") || "none";
    console.log(`${identity} was sent away: it offers the subprotocol ${offered}, and not one of ${VERSIONS.join(", ")}`);
  }
  accept();
});
server.on("client", (station: RPCClient) => {
  if (!station.protocol) {
    // OCPP, 3.1.2: where there is none to agree on, the handshake is completed without, and the connection closed.
    station.close({ code: 1002, reason: "no subprotocol of OCPP" });
    return;
  }
  let hasBooted = false;
  const now = () => new Date().toISOString();
  station.handle("BootNotification", async ({ params }) => {
    hasBooted = true;
    // Not awaited: the station never waits for the catalogue, and boots without it.
    void lookUp(station.identity ?? "", reportOf(params));
    return { status: "Accepted", interval: 300, currentTime: now() };
  });
  station.handle("Heartbeat", async () => ({ currentTime: now() }));
  station.handle("StatusNotification", async () => ({}));
  const left = new AbortController();
  station.once("close", () => left.abort());
  askToBoot(station, () => hasBooted, left.signal).catch(() => undefined); // it left
});
const http = await server.listen(Number(process.argv[2]), "127.0.0.1");
console.log(`Listening on port ${(http.address() as AddressInfo).port}`);
