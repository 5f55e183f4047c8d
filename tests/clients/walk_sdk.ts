// A walk through the API with the client that @hey-api/openapi-ts makes: node walk_sdk.js ADDRESS TOKEN

import { client } from "./sdk/client.gen.js";
import * as catalogue from "./sdk/index.js";

const BODY: catalogue.CreateChargingStationModelRequest = {
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
client.setConfig({ baseUrl, auth: token });
const throwOnError = true;

const listed: string[] = [];
for (let hasMore = true; hasMore; ) {
  const query = { limit: "2", startingAfter: listed.at(-1) };
  const { data: page } = (await catalogue.listChargingStationModels({ query, throwOnError })).data;
  listed.push(...page.items.map((each) => each.id));
  hasMore = page.hasMore;
}
const headers = { "Idempotency-Key": "walk" };
const { data: created } = (await catalogue.createChargingStationModel({ body: BODY, headers, throwOnError })).data;
const { error: refused } = await catalogue.createChargingStationModel({ body: BODY });
const path = { id: created.id };
const body = { friendlyName: "Eve" };
const { data: renamed } = (await catalogue.updateChargingStationModel({ path, body, throwOnError })).data;
const query = { vendor: "ALFEN", model: "NG910 60003" };
const { data: resolved } = (await catalogue.resolveReport({ query, throwOnError })).data;
// Members that are not set are not sent: of two reports one has no serial number and no firmware version.
const reports = [
  { vendor: "ALFEN", model: "NG910 60003", serialNumber: undefined },
  { vendor: "Nobody", model: "X", serialNumber: "1", firmwareVersion: "2" },
];
const { data: answered } = (await catalogue.resolveReports({ body: { items: reports }, throwOnError })).data;
const power = { minPowerWatts: 22080.5, maxPowerWatts: 22081 };
const { data: picked } = (await catalogue.listChargingStationModels({ query: power, throwOnError })).data;
const exportQuery = { format: "json" as const, minPowerWatts: 22080.5, isArchived: false };
const { data: exported } = await catalogue.exportChargingStationModels({ query: exportQuery, throwOnError });
const { data: archived } = (await catalogue.archiveChargingStationModel({ path, throwOnError })).data;
const { data: changes } = (await catalogue.listChargingStationModelChanges({ query: { after: 0 }, throwOnError })).data;

console.log(
  JSON.stringify({
    listed,
    created: created.id,
    refused: [refused?.code, refused?.conflictingId],
    renamed: renamed.friendlyName,
    resolved: [resolved.match, resolved.model?.connectors[0]?.maxPowerWatts],
    answered: answered.items.map((each) => each.match),
    picked: picked.items.map((each) => each.id),
    exported: (exported as Record<string, unknown>[]).map((each) => each.model),
    archived: archived.isArchived,
    followed: changes.items.map((each) => each.id),
  }),
);
