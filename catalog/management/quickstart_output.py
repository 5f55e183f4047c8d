"""What the first quickstart prints: where everything is, and a shell session that tries it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FirstCredentials:
    """What is shown once. `reader` and `admin` are id and secret of an API client."""

    username: str
    password: str
    reader: tuple[str, str]
    admin: tuple[str, str]


def quickstart_lines(url: str, shown_once: FirstCredentials) -> str:
    """Return lines that a person reads and a shell runs: nothing but comments, variables and curl."""
    return _HEAD.format(url=url, shown_once=shown_once) + _SESSION


_HEAD = """\
# The catalogue is open. This is printed once: only hashes of the secrets are kept.
#
#   Admin           {url}/admin/
#   user            {shown_once.username}
#   password        {shown_once.password}
#
#   API             {url}/asset-management/v1/charging-station-models
#   Documentation   {url}/docs
#
# Two API clients: quickstart-read may read, quickstart-admin may do all that staff may.

URL={url}
READ_ID={shown_once.reader[0]}
READ_SECRET={shown_once.reader[1]}
ADMIN_ID={shown_once.admin[0]}
ADMIN_SECRET={shown_once.admin[1]}

# Paste what follows into a shell, or save all of this and run it with bash.

MODELS="$URL/asset-management/v1/charging-station-models"
"""

_SESSION = r"""
# A token to read with, two models, and the one that a charger says it is
TOKEN=$(curl -sS "$URL/oauth/token" -d grant_type=client_credentials -d "client_id=$READ_ID" -d "client_secret=$READ_SECRET" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
curl -sS -w '\n' "$MODELS?limit=2" -H "Authorization: Bearer $TOKEN"
curl -sS -w '\n' -G "$MODELS/resolve" --data-urlencode "vendor=Wall Box Chargers" -d model=PLP1-0-2-4 -H "Authorization: Bearer $TOKEN"

# A token to write with, and a model: created, read, renamed, archived, and found among the archived
ADMIN_TOKEN=$(curl -sS "$URL/oauth/token" -d grant_type=client_credentials -d "client_id=$ADMIN_ID" -d "client_secret=$ADMIN_SECRET" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
CREATED=$(curl -sS "$MODELS" -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' -d '{"vendor": "Example", "model": "EX-22", "powerType": "AC_3_PHASE", "connectors": [{"id": 1, "connectionType": "IEC_62196_T2", "format": "SOCKET", "maxAmperage": 32, "maxVoltage": 230, "maxPowerWatts": 22080}], "configurationKeys": {"ocppUrl": "CentralSystemAddress"}}')
printf '%s\n' "$CREATED"
ID=$(printf '%s' "$CREATED" | sed 's/.*"id": *"\([^"]*\)".*/\1/')
curl -sS -w '\n' "$MODELS/$ID" -H "Authorization: Bearer $TOKEN"
curl -sS -w '\n' -X PATCH "$MODELS/$ID" -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' -d '{"friendlyName": "Example 22 kW"}'
curl -sS -w '\n' -X POST "$MODELS/$ID/archive" -H "Authorization: Bearer $ADMIN_TOKEN"
curl -sS -w '\n' "$MODELS?isArchived=true" -H "Authorization: Bearer $TOKEN"
"""  # noqa: E501 - each is one line to paste
