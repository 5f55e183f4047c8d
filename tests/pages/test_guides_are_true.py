"""The figures and words of the guides are those of the code."""

from datetime import timedelta
from pathlib import Path

import pytest

from catalog import limits
from catalog.api.parsers import DEPTH_MAX
from catalog.api.permissions import READ, REQUIREMENTS, STAFF_READ, STAFF_WRITE, WRITE
from catalog.api.query_params import LIMIT_DEFAULT, LIMIT_MAX
from catalog.api.resolve_requests import REPORTS_MAX
from catalog.choices import PowerType
from catalog.hardware.ocpi import OcpiVersion
from catalog.models.idempotency import RETENTION
from catalog.resolve.resolution import Match
from config import settings
from tests.api.bad.tokens import BAD_TOKENS

GUIDE = Path(__file__).parents[2] / "docs" / "guide"


def guide(name: str) -> str:
    return (GUIDE / f"{name}.md").read_text()


@pytest.mark.parametrize(
    "row",
    [
        f"| request body | {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KiB, {DEPTH_MAX} levels deep |",
        f"| models per page, reports per batch | {LIMIT_MAX} |",
        f"| words in `q` | {limits.SEARCH_WORDS_MAX} |",
        f"| `vendor`, `model`, `friendlyName`, `ocppUrl` | {limits.TEXT_MAX} characters |",
        f"| `imageUrl` | {limits.URL_MAX} characters |",
        f"| connectors per model | {limits.CONNECTORS_MAX} |",
        f"| {limits.AMPERAGE_MAX:,} A, {limits.VOLTAGE_MAX:,} V, {limits.POWER_MAX:,} W; 6 decimal places |",
    ],
)
def test_the_limits_are_those_of_the_code(row: str) -> None:
    assert REPORTS_MAX == LIMIT_MAX
    assert limits.DECIMAL_PLACES == 6
    assert row in guide("limits")


def test_a_token_and_a_kept_answer_live_as_long_as_is_said() -> None:
    assert settings.OAUTH2_PROVIDER["ACCESS_TOKEN_EXPIRE_SECONDS"] == 3600
    assert "| access token | 1 hour |" in guide("limits")
    assert timedelta(hours=24) == RETENTION
    assert "Responses are stored for 24 hours" in guide("idempotency")


def test_every_answer_of_resolve_is_told() -> None:
    assert all(f"| `{match}` |" in guide("resolve") for match in Match)


def test_every_version_of_ocpi_is_told() -> None:
    assert all(f"`{version}`" in guide("ocpi") for version in OcpiVersion)


def test_lists_are_told_as_they_are() -> None:
    page = guide("pagination")

    assert f"(default: {LIMIT_DEFAULT}, maximum: {LIMIT_MAX})" in page
    assert all(f"`{each}`" in page for each in PowerType)


def test_every_refusal_of_the_token_endpoint_is_told_with_its_status() -> None:
    page = guide("authentication")
    refusals = {(each.error, each.status) for each in BAD_TOKENS if each.status in {400, 401}}

    assert refusals >= {("invalid_client", 401), ("invalid_scope", 400)}
    assert {f"`{error}` ({status})" for error, status in refusals if f"| `{error}` ({status}) |" not in page} == set()


def test_who_may_what_is_told_as_it_is() -> None:
    assert {name for name, needs in REQUIREMENTS.items() if needs is STAFF_WRITE} == {"create", "archive", "unarchive"}
    assert {name for name, needs in REQUIREMENTS.items() if needs is STAFF_READ} == {"export", "history"}
    assert {name for name, needs in REQUIREMENTS.items() if needs is WRITE} == {"partial_update"}
    assert READ in REQUIREMENTS.values()
    assert "| create, archive, unarchive | 401 | 403 | 403 | yes |" in guide("authentication")
