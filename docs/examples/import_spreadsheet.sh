#!/usr/bin/env bash
# Creates models from a CSV file and prints every error with its row. You can repeat it: existing models are not
# changed. Needs curl and jq.
#
#   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... ./import_spreadsheet.sh models.csv
#
# Each row is a connector. Consecutive rows of the same vendor and model are one model. The owner of the client must be staff.
set -euo pipefail

if grep -q '"' "$1"; then
    echo "$1 has quotation marks. This script splits rows at commas; the others read all that CSV allows." >&2
    exit 2
fi
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# On 429 and 503, curl waits for the time in Retry-After.
token=$(curl --silent --show-error --fail-with-body --retry 5 "$CATALOGUE/oauth/token" \
    --data grant_type=client_credentials --data-urlencode "client_id=$CLIENT_ID" \
    --data-urlencode "client_secret=$CLIENT_SECRET" | jq -r .access_token)

# One line per model: the request, and the numbers of its rows in the spreadsheet.
requests() {
    jq --raw-input --slurp --compact-output '
        def number: if . == null then null else (tonumber? // .) end;
        def given: with_entries(select(.value != null));
        split("\n") | map(rtrimstr("\r") | split(",")) as [$names]
        | map(rtrimstr("\r") | split(",")) | to_entries[1:]
        | map({row: (.key + 1), cell: ([$names, .value] | transpose | map(select((.[1] // "") != "")
            | {key: .[0], value: .[1]}) | from_entries)} | select(.cell != {}))
        | reduce .[] as $each ([];
            if length > 0 and (.[-1].rows[0].cell | .vendor == $each.cell.vendor and .model == $each.cell.model)
            then .[-1].rows += [$each] else . + [{rows: [$each]}] end)
        | .[] | .rows[0].cell as $first | {
            rows: (.rows | map(.row)),
            body: (($first | {vendor, model, friendlyName, powerType, imageUrl} | given) + {
                configurationKeys: {ocppUrl: ($first.ocppUrl // "")},
                connectors: (.rows | to_entries | map({id: (.key + 1)} + (.value.cell | {connectionType, format,
                    maxAmperage: (.maxAmperage | number), maxVoltage: (.maxVoltage | number),
                    maxPowerWatts: (.maxPowerWatts | number)} | given)))})}' "$1"
}

faulty=0
while read -r request; do
    body=$(jq --compact-output .body <<<"$request")
    # The key is derived from the body, so repeating the request is safe.
    key=$(printf %s "$body" | sha256sum | cut --delimiter=' ' --fields=1)
    while
        curl --silent --show-error --retry 5 --retry-connrefused --output "$answer" --data "$body" \
            --header "Authorization: Bearer $token" --header "Content-Type: application/json" \
            --header "Idempotency-Key: $key" "$CATALOGUE/asset-management/v1/charging-station-models" || exit 1
        [ "$(jq -r '.code // ""' "$answer")" = still_running ]
    do sleep 1; done
    said=$(jq -r --argjson request "$request" '
        $request.rows as $rows | "\($request.body.vendor) \($request.body.model)" as $name
        | if .data then "Row \($rows[0]): \($name) is \(.data.id)"
        elif .code == "already_exists" then "Row \($rows[0]): \($name) was there, as \(.conflictingId)"
        else (.errors // [{detail}])[] | (.pointer // "#" | split("/")[1:]) as $path
            # Of #/connectors/1/maxVoltage the row is that of connector 1.
            | (if $path[0] == "connectors" and $path[1] then $rows[$path[1] | tonumber] else $rows[0] end) as $row
            | "Row \($row): \($path[-1:] + [.detail] | join(": "))" end' "$answer")
    if jq -e '.data or .code == "already_exists"' "$answer" >/dev/null; then
        echo "$said"
    else
        faulty=1
        echo "$said" >&2
    fi
done < <(requests "$1")
exit $faulty
