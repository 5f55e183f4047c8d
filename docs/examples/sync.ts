// Keeps a copy of the catalogue in a JSON file. You can repeat it.
//
//   npm install openapi-fetch && npm install --save-dev openapi-typescript typescript @types/node
//   npx openapi-typescript $CATALOGUE/openapi.json --output catalogue.ts && npx tsc
//   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... node sync.js copy.json

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./catalogue.js";

interface Copy {
  after: number;
  models: Record<string, components["schemas"]["ChargingStationModel"]>;
}

const { CATALOGUE: baseUrl = "", CLIENT_ID = "", CLIENT_SECRET = "" } = process.env;

/** Waits for Retry-After seconds if the service is overloaded or the rate limit is reached. */
async function patient(request: Request): Promise<Response> {
  for (;;) {
    const answer = await fetch(request.clone());
    if (answer.status !== 429 && answer.status !== 503) return answer;
    await setTimeout(1000 * Number(answer.headers.get("Retry-After") ?? 1));
  }
}

async function token(): Promise<string> {
  const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const body = new URLSearchParams({ grant_type: "client_credentials", ...client });
  const answer = await patient(new Request(`${baseUrl}/oauth/token`, { method: "POST", body }));
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function sync(copy: Copy): Promise<Copy> {
  const headers = { Authorization: `Bearer ${await token()}` };
  const api = createClient<paths>({ baseUrl, headers, fetch: patient });
  for (let hasMore = true; hasMore; ) {
    const { data, error } = await api.GET("/asset-management/v1/charging-station-models/changes", {
      params: { query: { limit: "100", after: copy.after } },
    });
    if (data) {
      for (const each of data.data.items) copy.models[each.id] = each;
      copy.after = data.data.revision;
      hasMore = data.data.hasMore;
    } else if (error.code === "start_over") {
      copy = { after: 0, models: {} }; // the catalogue was restored from a backup
    } else {
      throw new Error(`${error.code}: ${error.detail}`);
    }
  }
  return copy;
}

const file = process.argv[2]!;
const known: Copy = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { after: 0, models: {} };
writeFileSync(`${file}.new`, JSON.stringify(await sync(known)));
renameSync(`${file}.new`, file); // in one step, so that other readers never see half of it
