// Creates models from a CSV file and prints every error with its row. You can repeat it: existing models are not
// changed.
//
//   npm install openapi-fetch && npm install --save-dev openapi-typescript typescript @types/node
//   npx openapi-typescript $CATALOGUE/openapi.json --output catalogue.ts && npx tsc
//   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... node import_spreadsheet.js models.csv
//
// Each row is a connector. Consecutive rows of the same vendor and model are one model. The owner of the client must be staff.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./catalogue.js";

type Body = components["schemas"]["CreateChargingStationModelRequest"];
type Problem = components["schemas"]["Problem"];
type Cells = Record<string, string>;

const OF_MODEL = ["vendor", "model", "friendlyName", "powerType", "imageUrl"];
const OF_CONNECTOR = ["connectionType", "format"];
const NUMBERS = ["maxAmperage", "maxVoltage", "maxPowerWatts"];

const { CATALOGUE: baseUrl = "", CLIENT_ID = "", CLIENT_SECRET = "" } = process.env;

/** The rows with their numbers, as in the spreadsheet, without empty cells. */
function read(text: string): [number, Cells][] {
  const rows: string[][] = [[]];
  // A cell, quoted or not, and what ends it (RFC 4180).
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") rows.push([]);
  }
  const [names = [], ...others] = rows;
  return others
    .map((cells, place): [number, Cells] => [
      place + 2,
      Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]).filter(([, cell]) => cell)),
    ])
    .filter(([, cells]) => Object.keys(cells).length > 0);
}

function pick(cells: Cells, names: string[]): Cells {
  return Object.fromEntries(names.flatMap((name) => (cells[name] ? [[name, cells[name]]] : [])));
}

/** Converts a cell to a number. Other text is sent unchanged: the catalogue reports what is wrong. */
function connectorOf(cells: Cells, place: number): Record<string, unknown> {
  const numbers = Object.entries(pick(cells, NUMBERS)).map(([name, cell]) => [
    name,
    Number.isNaN(Number(cell)) ? cell : Number(cell),
  ]);
  return { id: place + 1, ...pick(cells, OF_CONNECTOR), ...Object.fromEntries(numbers) };
}

/** The requests, each with the numbers of its rows. */
function requests(rows: [number, Cells][]): { numbers: number[]; body: Body }[] {
  const groups: [number, Cells][][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const isSame = last?.[0]?.[1].vendor === row[1].vendor && last?.[0]?.[1].model === row[1].model;
    if (last && isSame) last.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => {
    const first = group[0]![1];
    const body = {
      ...pick(first, OF_MODEL),
      configurationKeys: { ocppUrl: first.ocppUrl ?? "" },
      connectors: group.map(([, cells], place) => connectorOf(cells, place)),
    };
    return { numbers: group.map(([number]) => number), body: body as unknown as Body };
  });
}

/** Sends the request until there is a response. The key makes repeating it safe. */
async function patient(request: Request): Promise<Response> {
  for (;;) {
    const answer = await fetch(request.clone()).catch(() => null);
    const wait = answer?.headers.get("Retry-After") ?? null;
    if (answer && wait === null) return answer;
    await setTimeout(1000 * Number(wait ?? 1));
  }
}

function faultsOf(problem: Problem, numbers: number[]): string[] {
  return (problem.errors ?? [{ code: problem.code, detail: problem.detail }]).map(({ pointer = "#", detail }) => {
    const path = pointer.split("/").slice(1); // of #/connectors/1/maxVoltage the row is that of connector 1
    const row = path[0] === "connectors" && path[1] ? numbers[Number(path[1])] : numbers[0];
    return `Row ${row}: ${[...path.slice(-1), detail].join(": ")}`;
  });
}

const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
const form = new URLSearchParams({ grant_type: "client_credentials", ...client });
const answer = await patient(new Request(`${baseUrl}/oauth/token`, { method: "POST", body: form }));
if (!answer.ok) throw new Error(await answer.text());
const { access_token } = (await answer.json()) as { access_token: string };
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${access_token}` }, fetch: patient });

for (const { numbers, body } of requests(read(readFileSync(process.argv[2]!, "utf8").replace(/^\uFEFF/, "")))) {
  const key = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const header = { "Idempotency-Key": key };
  const { data, error } = await api.POST("/asset-management/v1/charging-station-models", { params: { header }, body });
  const name = `Row ${numbers[0]}: ${body.vendor} ${body.model}`;
  if (data) console.log(`${name} is ${data.data.id}`);
  else if (error.code === "already_exists") console.log(`${name} was there, as ${error.conflictingId}`);
  else {
    console.error(faultsOf(error, numbers).join("\n"));
    process.exitCode = 1;
  }
}
