#!/usr/bin/env bash
# Keeps a copy of the catalogue in FOLDER/copy.json. You can repeat it. Needs curl and jq.
#
#   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... ./sync.sh FOLDER
set -euo pipefail
folder=$1 new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

# On 429 and 503, curl waits for the time in Retry-After.
get() { curl --silent --show-error --retry 5 "$@"; }

token=$(get --fail-with-body "$CATALOGUE/oauth/token" --data grant_type=client_credentials \
    --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET" | jq -r .access_token)

mkdir -p "$folder"
[ -e "$folder/copy.json" ] || echo '{"after": 0, "models": {}}' >"$folder/copy.json"
cp "$folder/copy.json" "$new/copy.json"
more=true
while [ "$more" = true ]; do
    after=$(jq .after "$new/copy.json")
    get "$CATALOGUE/asset-management/v1/charging-station-models/changes?limit=100&after=$after" \
        --header "Authorization: Bearer $token" >"$new/page.json"
    if jq -e .data "$new/page.json" >/dev/null; then
        jq --slurpfile page "$new/page.json" '$page[0].data as $new | .after = $new.revision
            | .models += ($new.items | map({key: .id, value: .}) | from_entries)' "$new/copy.json" >"$new/next.json"
        more=$(jq .data.hasMore "$new/page.json")
    elif [ "$(jq -r .code "$new/page.json")" = start_over ]; then # the catalogue was restored from a backup
        echo '{"after": 0, "models": {}}' >"$new/next.json"
    else
        cat "$new/page.json" >&2
        exit 1
    fi
    mv "$new/next.json" "$new/copy.json"
done
# Replaced in one step, so that other readers never see half of it.
mv "$new/copy.json" "$folder/.copy.json" && mv "$folder/.copy.json" "$folder/copy.json"
