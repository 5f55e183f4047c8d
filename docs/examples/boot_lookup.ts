// An OCPP 1.6 back-end that looks up the model of each station. Stations connect to ws://127.0.0.1:9000/NAME.
//
//   npm install openapi-fetch ocpp-rpc && npm install --save-dev openapi-typescript typescript @types/node
//   npx openapi-typescript $CATALOGUE/openapi.json --output catalogue.ts && npx tsc
//   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... node boot_lookup.js 9000

import type { AddressInfo } from "node:net";
import { type RPCClient, RPCServer } from "ocpp-rpc";
import createClient from "openapi-fetch";
import type { components, paths } from "./catalogue.js";

type Resolution = components["schemas"]["Resolution"];

interface BootNotification {
  chargePointVendor: string;
  chargePointModel: string;
  chargePointSerialNumber?: string;
  firmwareVersion?: string;
}

const { CATALOGUE: baseUrl = "", CLIENT_ID = "", CLIENT_SECRET = "" } = process.env;
const api = createClient<paths>({ baseUrl });
let token = "";

async function resolve(boot: BootNotification, isRenewed = false): Promise<Resolution> {
  const { data, error, response } = await api.GET("/asset-management/v1/charging-station-models/resolve", {
    headers: { Authorization: `Bearer ${token}` },
    params: {
      query: {
        vendor: boot.chargePointVendor,
        model: boot.chargePointModel,
        serialNumber: boot.chargePointSerialNumber,
        firmwareVersion: boot.firmwareVersion,
      },
    },
  });
  if (response.status === 401 && !isRenewed) {
    const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
    const body = new URLSearchParams({ grant_type: "client_credentials", ...client });
    const answer = await fetch(`${baseUrl}/oauth/token`, { method: "POST", body });
    token = ((await answer.json()) as { access_token: string }).access_token;
    return resolve(boot, true);
  }
  if (!data) throw new Error(error?.detail);
  return data.data;
}

function inWords({ match, model, candidates }: Resolution): string {
  if (!model) {
    const near = candidates.map((each) => `${each.model.vendor} ${each.model.model}`).join(", ");
    return `not known (${match}); near: ${near || "nothing"}`;
  }
  const plugs = model.connectors.map((each) => `${each.connectionType} ${each.maxPowerWatts} W`).join(", ");
  return `${model.vendor} ${model.model} with ${plugs}; it is pointed here by ${model.configurationKeys.ocppUrl}`;
}

const server = new RPCServer({ protocols: ["ocpp1.6"], strictMode: true });
server.on("client", (station: RPCClient) => {
  station.handle("BootNotification", async ({ params }) => {
    // Not awaited: booting never depends on the catalogue. strictMode has checked `params`.
    resolve(params as BootNotification).then(
      (found) => console.log(`${station.identity} is ${inWords(found)}`),
      (error) => console.log(`${station.identity} is unknown for now: ${error}`),
    );
    return { status: "Accepted", interval: 300, currentTime: new Date().toISOString() };
  });
});
const http = await server.listen(Number(process.argv[2]), "127.0.0.1");
console.log(`Listening on port ${(http.address() as AddressInfo).port}`);
