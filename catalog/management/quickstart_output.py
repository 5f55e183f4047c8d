"""Output of the first `quickstart`: URLs, credentials and a shell session to try them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FirstCredentials:
    """Credentials of the first run. `reader` and `admin` are client ID and secret."""

    username: str
    password: str
    reader: tuple[str, str]
    admin: tuple[str, str]


def quickstart_lines(url: str, credentials: FirstCredentials) -> str:
    """Return a readable shell script of comments, variables and curl commands."""
    return _HEAD.format(url=url, credentials=credentials) + _SESSION


_HEAD = """\
# The catalogue is ready. These credentials are shown only once.
#
#   Admin           {url}/admin/
#   user            {credentials.username}
#   password        {credentials.password}
#
#   API             {url}/asset-management/v1/charging-station-models
#   Documentation   {url}/docs
#
# API clients: quickstart-read (read access), quickstart-admin (staff access).

URL={url}
READ_ID={credentials.reader[0]}
READ_SECRET={credentials.reader[1]}
ADMIN_ID={credentials.admin[0]}
ADMIN_SECRET={credentials.admin[1]}

# Paste the following lines into a shell, or save all of this as a file and run it with bash.

MODELS="$URL/asset-management/v1/charging-station-models"
"""

_SESSION = r"""
# Get a read token, list two models, resolve a boot report
TOKEN=$(curl -sS "$URL/oauth/token" -d grant_type=client_credentials -d "client_id=$READ_ID" -d "client_secret=$READ_SECRET" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
curl -sS -w '\n' "$MODELS?limit=2" -H "Authorization: Bearer $TOKEN"
curl -sS -w '\n' -G "$MODELS/resolve" --data-urlencode "vendor=Wall Box Chargers" -d model=PLP1-0-2-4 -H "Authorization: Bearer $TOKEN"

# Get a write token; create, read, rename and archive a model; list archived models
ADMIN_TOKEN=$(curl -sS "$URL/oauth/token" -d grant_type=client_credentials -d "client_id=$ADMIN_ID" -d "client_secret=$ADMIN_SECRET" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
CREATED=$(curl -sS "$MODELS" -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' -d '{"vendor": "Example", "model": "EX-22", "powerType": "AC_3_PHASE", "connectors": [{"id": 1, "connectionType": "IEC_62196_T2", "format": "SOCKET", "maxAmperage": 32, "maxVoltage": 230, "maxPowerWatts": 22080}], "configurationKeys": {"ocppUrl": "CentralSystemAddress"}}')
printf '%s\n' "$CREATED"
ID=$(printf '%s' "$CREATED" | sed 's/.*"id": *"\([^"]*\)".*/\1/')
curl -sS -w '\n' "$MODELS/$ID" -H "Authorization: Bearer $TOKEN"
curl -sS -w '\n' -X PATCH "$MODELS/$ID" -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' -d '{"friendlyName": "Example 22 kW"}'
curl -sS -w '\n' -X POST "$MODELS/$ID/archive" -H "Authorization: Bearer $ADMIN_TOKEN"
curl -sS -w '\n' "$MODELS?isArchived=true" -H "Authorization: Bearer $TOKEN"
"""  # noqa: E501 - each command is one line
