"""What is shipped to run the service with: nobody is let at more than they need, and nothing is without a bound."""

import json
import re
from configparser import RawConfigParser
from typing import Any

import pytest
import yaml
from django.test import Client
from pytest_django import Settings

from tests.api_clients import MODELS
from tests.management import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = ["catalogue.service", "catalogue-delete-expired.service"]


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((ROOT / "deploy" / name).read_text())
    return parser


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_has_its_bounds(name: str) -> None:
    service = SERVICES[name]

    assert service["mem_limit"]
    assert service["pids_limit"] > 0
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_stands_in_a_command_line(name: str) -> None:
    # `$$NAME` is for the shell in the container, which hands it on by standard input.
    assert "PASSWORD" not in re.sub(r"\$\$\w+", "", str(SERVICES[name].get("command", "")))


def test_what_was_kept_for_a_time_is_deleted_by_itself() -> None:
    assert any("manage.py delete_expired" in str(service.get("command")) for service in SERVICES.values())
    assert unit("catalogue-delete-expired.service")["Service"]["ExecStart"].endswith("manage.py delete_expired")
    assert unit("catalogue-delete-expired.timer")["Timer"]["OnCalendar"] == "daily"


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_keeps_what_it_writes_to_itself(name: str) -> None:
    service = unit(name)["Service"]

    assert (service["UMask"], service["StateDirectoryMode"]) == ("0077", "0700")
    assert (service["PrivateUsers"], service["ProcSubset"]) == ("yes", "pid")
    assert service["MemoryMax"]


@pytest.mark.parametrize("proxy", ["nginx.conf", "Caddyfile"])
def test_a_proxy_is_in_the_group_of_the_socket_and_in_no_other(proxy: str) -> None:
    service = unit("catalogue.service")["Service"]

    assert (service["Group"], service["RuntimeDirectoryMode"]) == ("catalogue-web", "0750")
    assert "--groups catalogue-web " in (ROOT / "deploy" / proxy).read_text()


@pytest.mark.parametrize("proxy", ["nginx.conf", "Caddyfile"])
def test_a_proxy_refuses_plain_http_as_the_service_does(proxy: str, client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    refused = client.get(MODELS)
    expected = {name: value for name, value in refused.json().items() if name not in {"instance", "requestId"}}

    [written] = re.findall(r"\{\"type\".*?\}", (ROOT / "deploy" / proxy).read_text())

    assert (refused.status_code, json.loads(written)) == (403, expected)


def test_the_token_endpoint_fetches_nothing_and_registers_nobody(settings: Settings) -> None:
    assert settings.OAUTH2_PROVIDER["CIMD_ENABLED"] is False
    assert settings.OAUTH2_PROVIDER["DCR_ENABLED"] is False
