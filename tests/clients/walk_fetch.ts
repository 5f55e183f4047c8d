// A walk through the API with openapi-fetch and the types of openapi-typescript: node walk_fetch.js ADDRESS TOKEN

import createClient from "openapi-fetch";
import type { components, paths } from "./catalogue.js";

const MODELS = "/asset-management/v1/charging-station-models";
const BODY: components["schemas"]["CreateChargingStationModelRequest"] = {
  vendor: "Alfen",
  model: "NG910-60003",
  powerType: "AC_3_PHASE",
  connectors: [
    {
      id: 1,
      connectionType: "IEC_62196_T2",
      format: "SOCKET",
      maxAmperage: 32,
      maxVoltage: 230,
      maxPowerWatts: 22080.5,
    },
  ],
  configurationKeys: { ocppUrl: "BackOffice-URL-wired" },
};

const [baseUrl, token] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

function must<Data>({ data, error }: { data?: Data; error?: { detail: string } }): Data {
  if (data === undefined) throw new Error(error?.detail);
  return data;
}

const listed: string[] = [];
for (let hasMore = true; hasMore; ) {
  const query = { limit: "2", startingAfter: listed.at(-1) };
  const page = must(await api.GET(MODELS, { params: { query } })).data;
  listed.push(...page.items.map((each) => each.id));
  hasMore = page.hasMore;
}
const header = { "Idempotency-Key": "walk" };
const created = must(await api.POST(MODELS, { params: { header }, body: BODY })).data;
const { error: refused } = await api.POST(MODELS, { body: BODY });
const path = { id: created.id };
const renamed = must(await api.PATCH(`${MODELS}/{id}`, { params: { path }, body: { friendlyName: "Eve" } })).data;
const query = { vendor: "ALFEN", model: "NG910 60003" };
const resolved = must(await api.GET(`${MODELS}/resolve`, { params: { query } })).data;
// Members that are not set are not sent: of two reports one has no serial number and no firmware version.
const reports = [
  { vendor: "ALFEN", model: "NG910 60003", serialNumber: undefined },
  { vendor: "Nobody", model: "X", serialNumber: "1", firmwareVersion: "2" },
];
const answered = must(await api.POST(`${MODELS}/resolve`, { body: { items: reports } })).data;
const power = { minPowerWatts: 22080.5, maxPowerWatts: 22081 };
const picked = must(await api.GET(MODELS, { params: { query: { ...power, vendor: undefined } } })).data;
const exported = must(
  await api.GET(`${MODELS}/export`, { params: { query: { format: "json", minPowerWatts: 22080.5, isArchived: false } } }),
) as Record<string, unknown>[];
const archived = must(await api.POST(`${MODELS}/{id}/archive`, { params: { path } })).data;
const changes = must(await api.GET(`${MODELS}/changes`, { params: { query: { after: 0 } } })).data;

console.log(
  JSON.stringify({
    listed,
    created: created.id,
    refused: [refused?.code, refused?.conflictingId],
    renamed: renamed.friendlyName,
    resolved: [resolved.match, resolved.model?.connectors[0]?.maxPowerWatts],
    answered: answered.items.map((each) => each.match),
    picked: picked.items.map((each) => each.id),
    exported: exported.map((each) => each.model),
    archived: archived.isArchived,
    followed: changes.items.map((each) => each.id),
  }),
);
