#!/usr/bin/env bash
# Looks up the model of a station by its boot report. Needs curl and jq.
#
#   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... ./boot_lookup.sh VENDOR MODEL
set -euo pipefail

# On 429 and 503, curl waits for the time in Retry-After.
get() { curl --silent --show-error --fail-with-body --retry 5 "$@"; }

token=$(get "$CATALOGUE/oauth/token" --data grant_type=client_credentials \
    --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET" | jq -r .access_token)

get --get "$CATALOGUE/asset-management/v1/charging-station-models/resolve" --header "Authorization: Bearer $token" \
    --data-urlencode "vendor=$1" --data-urlencode "model=$2" |
    jq -r '.data | if .model then
        "\(.model.vendor) \(.model.model) with "
        + (.model.connectors | map("\(.connectionType) \(.maxPowerWatts) W") | join(", "))
        + "; it is pointed here by \(.model.configurationKeys.ocppUrl)"
    else
        "not known (\(.match)); near: \(.candidates | map("\(.model.vendor) \(.model.model)") | join(", ") | if . == "" then "nothing" else . end)"
    end'
