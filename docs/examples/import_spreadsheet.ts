// Creates models from a CSV file and prints every error with its row. You can repeat it: existing models are not
// changed.
//
//   npm install openapi-fetch && npm install --save-dev openapi-typescript typescript @types/node
//   npx openapi-typescript $CATALOGUE/openapi.json --output catalogue.ts && npx tsc
//   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... node import_spreadsheet.js models.csv
//
// Each row is a connector; the rows of one vendor and model, wherever they stand, are a model. What cannot be sent is a fault
// too: a column that is not known, a cell without a heading, two rows of a model that differ. The client's owner is staff.

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
const KNOWN = [...OF_MODEL, ...OF_CONNECTOR, ...NUMBERS, "ocppUrl"];
const TRIES = 20; // of a request that finds nobody, or is to wait

const { CATALOGUE: baseUrl = "", CLIENT_ID = "", CLIENT_SECRET = "" } = process.env;

/** The file ends here, with the faults, one a line. */
function refuse(...faults: string[]): never {
  console.error(faults.join("\n"));
  process.exit(1);
}

/** The rows with their numbers, as the spreadsheet shows them; empty cells are left out. */
function read(text: string): [number, Cells][] {
  const rows: string[][] = [[]];
  // A cell, quoted or not, and what ends it (RFC 4180). Each begins where the last one ended: nothing is passed over.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) refuse(`Row ${rows.length}: there is a quotation mark where none can be.`);
    const [, quoted, plain = "", end] = found;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") rows.push([]);
  }
  const [names = [], ...others] = rows;
  const unknown = names.filter((name) => name && !KNOWN.includes(name));
  const repeated = names.filter((name, at) => name && names.indexOf(name) < at);
  if (unknown.length + repeated.length > 0) {
    const said = [...unknown, ...repeated].map((name) => `'${name}'`).join(", ");
    refuse(`Row 1: not known, or there twice: ${said}. The columns are ${[...KNOWN].sort().join(", ")}.`);
  }
  return others
    .map((cells, place): [number, Cells] => {
      const lost = cells.find((each, at) => each && !names[at]);
      if (lost) refuse(`Row ${place + 2}: '${lost}' stands in no column that has a name.`);
      return [place + 2, Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]).filter(([, each]) => each))];
    })
    .filter(([, cells]) => Object.keys(cells).length > 0);
}

function pick(cells: Cells, names: string[]): Cells {
  return Object.fromEntries(names.flatMap((name) => (cells[name] ? [[name, cells[name]]] : [])));
}

/** Converts a cell to a number. Other text is sent unchanged: the catalogue reports what is wrong. */
function connectorOf(cells: Cells, place: number): Record<string, unknown> {
  const numbers = Object.entries(pick(cells, NUMBERS)).map(([name, cell]) => [
    name,
    /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(cell) ? Number(cell) : cell,
  ]);
  return { id: place + 1, ...pick(cells, OF_CONNECTOR), ...Object.fromEntries(numbers) };
}

interface Model {
  numbers: number[];
  body: Body;
  differences: string[];
}

/** The requests, each with the numbers of its rows, and with what a later row says otherwise: one of both would be lost. */
function requests(rows: [number, Cells][]): Model[] {
  const groups = new Map<string, [number, Cells][]>();
  for (const row of rows) {
    const name = JSON.stringify([row[1].vendor, row[1].model]);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const [number, first] = group[0]!;
    const body = {
      ...pick(first, OF_MODEL),
      configurationKeys: { ocppUrl: first.ocppUrl ?? "" },
      connectors: group.map(([, cells], place) => connectorOf(cells, place)),
    };
    const differences = group.flatMap(([other, cells]) =>
      [...OF_MODEL, "ocppUrl"]
        .filter((name) => cells[name] && cells[name] !== first[name])
        .map((name) => `Row ${other}: ${name}: '${cells[name]}' differs from row ${number}, '${first[name] ?? ""}'`),
    );
    return { numbers: group.map(([each]) => each), body: body as unknown as Body, differences };
  });
}

/** Sends the request until there is a response. The key makes repeating it safe. */
async function patient(request: Request): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const answer = await fetch(request.clone()).catch((error: Error) => {
      if (tried === TRIES) throw error;
      return null;
    });
    const wait = answer?.headers.get("Retry-After") ?? null;
    if (answer && (wait === null || tried === TRIES)) return answer;
    await setTimeout(1000 * Math.min(Number(wait ?? 1), 60));
  }
}

/** Whether each connector is there as it stands in the file. */
async function hasOtherConnectors(body: Body, id: string): Promise<boolean> {
  const { data } = await api.GET("/asset-management/v1/charging-station-models/{id}", { params: { path: { id } } });
  const parts = (each: Body["connectors"][number]) =>
    [each.id, each.connectionType, each.format, each.maxAmperage, each.maxVoltage, each.maxPowerWatts].join();
  return data?.connectors.map(parts).join(";") !== body.connectors.map(parts).join(";");
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

const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(process.argv[2]!)); // which drops a byte order mark
for (const { numbers, body, differences } of requests(read(text))) {
  if (differences.length > 0) {
    console.error(differences.join("\n"));
    process.exitCode = 1;
    continue;
  }
  const key = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const header = { "Idempotency-Key": key };
  const { data, error } = await api.POST("/asset-management/v1/charging-station-models", { params: { header }, body });
  const name = `Row ${numbers[0]}: ${body.vendor} ${body.model}`;
  if (data) console.log(`${name} is ${data.data.id}`);
  else if (error.code === "already_exists") {
    const isOther = await hasOtherConnectors(body, error.conflictingId!);
    console.log(`${name} was there, as ${error.conflictingId}${isOther ? ", with other connectors" : ""}`);
  } else {
    console.error(faultsOf(error, numbers).join("\n"));
    process.exitCode = 1;
  }
}
