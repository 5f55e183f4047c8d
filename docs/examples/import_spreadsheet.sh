#!/usr/bin/env bash
# Creates models from a CSV file and prints every error with its row. You can repeat it: existing models are not
# changed. Needs curl and jq.
#
#   CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... ./import_spreadsheet.sh models.csv
#
# Each row is a connector; the rows of one vendor and model, wherever they stand, are a model. What cannot be sent is a fault too:
# a column that is not known, a cell without a heading, two rows of a model that differ. The client's owner is staff.
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

# A line for each model: the request, the numbers of its rows as the spreadsheet shows them, and what one of them says otherwise
# than the first; or what of the whole file cannot be sent.
requests() {
    jq --raw-input --slurp --compact-output '
        def number: if . == null then null else (tonumber? // .) end;
        def given: with_entries(select(.value != null));
        ["vendor", "model", "friendlyName", "powerType", "imageUrl", "ocppUrl"] as $of_model
        | ($of_model + ["connectionType", "format", "maxAmperage", "maxVoltage", "maxPowerWatts"]) as $known
        | ltrimstr("\ufeff") | split("\n") | map(rtrimstr("\r") | split(",")) as [$names]
        | map(rtrimstr("\r") | split(",")) as $rows
        | ($names | map(select(. != "")) | (. - $known) + (group_by(.) | map(select(length > 1)[0]))) as $unknown
        | [$rows | to_entries[] | .key as $key | .value | to_entries[]
            | select(.value != "" and ($names[.key] // "") == "") | "Row \($key + 1): '"'"'\(.value)'"'"' stands in no column that has a name."] as $lost
        | if $unknown != [] then {refused: "Row 1: not known, or there twice: \($unknown | map("'"'"'\(.)'"'"'") | join(", ")). The columns are \($known | sort | join(", "))."}
        elif $lost != [] then {refused: $lost[0]}
        else $rows | to_entries[1:]
        | map({row: (.key + 1), cell: ([$names, .value] | transpose | map(select((.[1] // "") != "")
            | {key: .[0], value: .[1]}) | from_entries)} | select(.cell != {}))
        | group_by([.cell.vendor, .cell.model]) | sort_by(.[0].row)[] | .[0] as $first | {
            rows: map(.row),
            differences: [.[] | .row as $row | .cell | to_entries[]
                | select(([.key] - $of_model) == [] and .value != $first.cell[.key])
                | "Row \($row): \(.key): '"'"'\(.value)'"'"' differs from row \($first.row), '"'"'\($first.cell[.key] // "")'"'"'"],
            body: (($first.cell | {vendor, model, friendlyName, powerType, imageUrl} | given) + {
                configurationKeys: {ocppUrl: ($first.cell.ocppUrl // "")},
                connectors: (to_entries | map({id: (.key + 1)} + (.value.cell | {connectionType, format,
                    maxAmperage: (.maxAmperage | number), maxVoltage: (.maxVoltage | number),
                    maxPowerWatts: (.maxPowerWatts | number)} | given)))})}
        end' "$1"
}

faulty=0
while read -r request; do
    if jq -e '.refused or .differences != []' <<<"$request" >/dev/null; then
        faulty=1
        jq -r '.refused // .differences[]' <<<"$request" >&2
        continue
    fi
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
    if jq -e '.code == "already_exists"' "$answer" >/dev/null; then
        there=$(curl --silent --show-error --fail-with-body --retry 5 --header "Authorization: Bearer $token" \
            "$CATALOGUE/asset-management/v1/charging-station-models/$(jq -r .conflictingId "$answer")")
        jq -e --argjson there "$there" '.body.connectors == $there.connectors' <<<"$request" >/dev/null || said+=", with other connectors"
        echo "$said"
    elif jq -e .data "$answer" >/dev/null; then
        echo "$said"
    else
        faulty=1
        echo "$said" >&2
    fi
done < <(requests "$1")
exit $faulty
