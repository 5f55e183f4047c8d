#!/usr/bin/env bash
# Prints an OCPI Location of one station: the hardware from the catalogue, the rest from you. Needs curl and jq.
#
#   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... ./ocpi_location.sh VENDOR MODEL
set -euo pipefail
version=2.2.1 # or 2.2, 2.3.0; 2.1.1 has other members

# Values that do not depend on the hardware. Take yours from your own database.
station='{"id": "STATION-1", "evse_id": "DE*EXA*E1", "status": "AVAILABLE"}'
location='{"country_code": "DE", "party_id": "EXA", "id": "LOC-1", "publish": true, "address": "Example Street 1",
    "city": "Berlin", "country": "DEU", "coordinates": {"latitude": "52.520008", "longitude": "13.404954"},
    "time_zone": "Europe/Berlin"}'

# On 429 and 503, curl waits for the time in Retry-After.
get() { curl --silent --show-error --fail-with-body --retry 5 "$@"; }

token=$(get "$CATALOGUE/oauth/token" --data grant_type=client_credentials \
    --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET" | jq -r .access_token)
models="$CATALOGUE/asset-management/v1/charging-station-models"

id=$(get --get "$models/resolve" --header "Authorization: Bearer $token" \
    --data-urlencode "vendor=$1" --data-urlencode "model=$2" | jq -r '.data.model.id // empty')
[ -n "$id" ] || { echo "$1 $2 is not known." >&2 && exit 1; }

# The catalogue numbers the EVSEs of a station. In a Location each needs a unique ID and a status.
get "$models/$id/ocpi?version=$version" --header "Authorization: Bearer $token" |
    jq --argjson station "$station" --argjson location "$location" --arg now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '
        $location + {
            evses: (.data.evses | map({
                uid: "\($station.id)-\(.uid)",
                evse_id: "\($station.evse_id)*\(.uid)",
                status: $station.status,
                connectors: (.connectors | map(. + {last_updated: $now})),
                last_updated: $now})),
            last_updated: $now}'
