#!/usr/bin/env bash
# Prints what to configure of one station, and only what the catalogue has from a source; the rest is for a person.
# Exits with 2 where something is left to a person. Needs curl and jq.
#
#   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... ./configure.sh VENDOR MODEL
set -euo pipefail

# 429 and 503 say how long to wait, and curl waits.
get() { curl --silent --show-error --fail-with-body --retry 5 "$@"; }

token=$(get "$CATALOGUE/oauth/token" --data grant_type=client_credentials \
    --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET" | jq -r .access_token)
models="$CATALOGUE/asset-management/v1/charging-station-models"

model=$(get --get "$models/resolve" --header "Authorization: Bearer $token" \
    --data-urlencode "vendor=$1" --data-urlencode "model=$2" | jq '.data.model // empty')
[ -n "$model" ] || { echo "$1 $2 is not known." >&2 && exit 1; }
evidence=$(get "$models/$(jq -r .id <<< "$model")/evidence" --header "Authorization: Bearer $token" | jq .data)

reliable() { jq -e --arg subject "$1" '.[$subject].level | IN("cited", "derived")' <<< "$evidence" > /dev/null; }
level() { jq -r --arg subject "$1" '.[$subject].level // "without evidence"' <<< "$evidence"; }

ratings=$(jq -c '{powerType, connectors}' <<< "$model")
key=$(jq -c '{urlSetting: .configurationKeys.ocppUrl}' <<< "$model")
settings='{}' status=0
for subject in ratings ocppUrl; do
    values=$ratings
    [ $subject = ratings ] || values=$key
    if reliable $subject; then
        settings=$(jq --argjson values "$values" '. + $values' <<< "$settings")
    else
        echo "Look this up: $subject is $(level $subject): $values" >&2
        status=2
    fi
done
jq . <<< "$settings"
exit $status
