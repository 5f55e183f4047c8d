// Prints an OCPI Location of one station: the hardware from the catalogue, the rest from you.
//
//   npm install openapi-fetch && npm install --save-dev openapi-typescript typescript @types/node
//   npx openapi-typescript $CATALOGUE/openapi.json --output catalogue.ts && npx tsc
//   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... node ocpi_location.js VENDOR MODEL

import createClient from "openapi-fetch";
import type { components, paths } from "./catalogue.js";

const MODELS = "/asset-management/v1/charging-station-models";
const VERSION = "2.2.1"; // or 2.2, 2.3.0; 2.1.1 has other members

// Values that do not depend on the hardware. Take yours from your own database.
const STATION = { id: "STATION-1", evse_id: "DE*EXA*E1", status: "AVAILABLE" };
const LOCATION = {
  country_code: "DE",
  party_id: "EXA",
  id: "LOC-1",
  publish: true,
  address: "Example Street 1",
  city: "Berlin",
  country: "DEU",
  coordinates: { latitude: "52.520008", longitude: "13.404954" },
  time_zone: "Europe/Berlin",
};

const { CATALOGUE: baseUrl = "", CLIENT_ID = "", CLIENT_SECRET = "" } = process.env;
const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");

/** The catalogue numbers the EVSEs of a station. In a Location each needs a unique ID and a status. */
function evseOf({ uid, connectors }: components["schemas"]["OcpiEvse"]) {
  return {
    uid: `${STATION.id}-${uid}`,
    evse_id: `${STATION.evse_id}*${uid}`,
    status: STATION.status,
    connectors: connectors.map((each) => ({ ...each, last_updated: now })),
    last_updated: now,
  };
}

function must<Data>({ data, error }: { data?: Data; error?: { detail: string } }): Data {
  if (data === undefined) throw new Error(error?.detail);
  return data;
}

const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
const body = new URLSearchParams({ grant_type: "client_credentials", ...client });
const answer = await fetch(`${baseUrl}/oauth/token`, { method: "POST", body });
const { access_token } = (await answer.json()) as { access_token: string };
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${access_token}` } });

const [vendor = "", model = ""] = process.argv.slice(2);
const found = must(await api.GET(`${MODELS}/resolve`, { params: { query: { vendor, model } } })).data.model;
if (found) {
  const params = { path: { id: found.id }, query: { version: VERSION } } as const;
  const skeletons = must(await api.GET(`${MODELS}/{id}/ocpi`, { params })).data;
  console.log(JSON.stringify({ ...LOCATION, evses: skeletons.evses.map(evseOf), last_updated: now }, null, 2));
} else {
  console.error(`${vendor} ${model} is not known.`);
  process.exitCode = 1;
}
