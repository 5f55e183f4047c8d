"""Facts that the documentation once had wrong stay right."""

import configparser
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.hardware.ocpi import OcpiVersion
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Match
from catalog.resolve.resolver import resolve_many
from tests.api_clients import MODELS, client_with_token, create_token
from tests.factories import TEST_ACTOR, StationModelFactory, UserFactory, issue_client
from tests.project.plain_language import files

PROJECT = Path(__file__).parents[2]
DOCS = {name: (PROJECT / name).read_text(encoding="utf-8") for name in files(".md")}
DOCUMENT: dict[str, Any] = json.loads((PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8"))


def test_problem_pages_name_the_command_that_imports_files() -> None:
    page = DOCS["docs/problems/body-too-large.md"]

    assert "`manage.py import_models`" in page
    assert "seed_catalog" not in page


@pytest.mark.django_db
def test_a_batch_of_matches_takes_the_documented_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    models = StationModelFactory.create_batch(3)
    reports = [BootReport(vendor=each.vendor, model=each.model) for each in models]

    with django_assert_num_queries(2):
        resolutions = resolve_many(reports)

    assert {each.match for each in resolutions} == {Match.EXACT}
    assert "A batch in which all reports match takes two database queries." in DOCS["docs/guide/resolve.md"]


def test_request_ids_in_examples_are_like_those_of_the_service() -> None:
    texts = [*DOCS.values(), json.dumps(DOCUMENT)]
    ids = [each for text in texts for each in re.findall(r'(?:"requestId": "|X-Request-Id: )([^"\n]+)', text)]

    assert len(ids) > 30
    assert [each for each in ids if not re.fullmatch(r"[0-9a-f]{32}", each)] == []


def test_ocpi_versions_have_readable_labels() -> None:
    assert [str(each.label) for each in OcpiVersion] == ["OCPI 2.1.1", "OCPI 2.2", "OCPI 2.2.1", "OCPI 2.3.0"]
    assert "OCPI 2.2.1" in DOCUMENT["components"]["schemas"]["VersionEnum"]["description"]


def test_starting_after_is_described_as_the_model_before_the_page() -> None:
    operation = DOCUMENT["paths"]["/asset-management/v1/charging-station-models"]["get"]
    [parameter] = [each for each in operation["parameters"] if each["name"] == "startingAfter"]

    assert parameter["description"] == "ID of the last model of the previous page."


def test_contributing_lists_the_layers_that_are_checked() -> None:
    parser = configparser.ConfigParser()
    parser.read(PROJECT / ".importlinter")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    layers = [sorted(each.removeprefix("catalog.") for each in re.split(r" [:|] ", line)) for line in lines if line]
    listed = re.findall(r"^\d+\. (`.*)$", DOCS["CONTRIBUTING.md"].partition("Imports point downwards")[2], re.MULTILINE)

    assert [sorted(re.findall(r"`(\w+)`", line)) for line in listed][: len(layers) - 1] == layers[:-1]


@pytest.mark.django_db
def test_rotating_a_secret_keeps_the_tokens_as_documented() -> None:
    client, _ = issue_client(name="Rotated", owner=UserFactory(), access="read")
    caller = client_with_token(create_token(client))

    client.rotate_secret(seen=client.secret_issued_at, keep_previous_for=timedelta(0), by=TEST_ACTOR)

    response = caller.get(MODELS)
    assert response.status_code == 200
    assert "Rotating a secret does not revoke tokens." in DOCS["docs/guide/authentication.md"]
