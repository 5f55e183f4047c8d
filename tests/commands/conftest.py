"""Installations in folders of their own, and library files."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.management import Installation, QuickstartRun


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


@pytest.fixture
def configured(installation: Installation) -> Installation:
    """One whose settings are right, and whose database is empty."""
    installation.environment |= {"SECRET_KEY": "0123456789" * 5, "ALLOWED_HOSTS": "localhost"}
    return installation


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> QuickstartRun:
    installation = Installation(tmp_path_factory.mktemp("opened"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return QuickstartRun(installation, installation.manage("quickstart", "--no-serve", "--port", port), port)


@pytest.fixture
def library_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a library file of Alfen models, each with a socket of that many watts."""

    def write(watts: dict[str, Any]) -> Path:
        file = tmp_path / "alfen.yaml"
        file.write_text("".join(_ROW.format(model=model, watts=figure) for model, figure in watts.items()))
        return file

    return write


_ROW = """\
- vendor: Alfen
  model: {model}
  powerType: AC_1_PHASE
  connectors:
    - {{id: 1, connectionType: IEC_62196_T2, format: SOCKET, maxAmperage: 32, maxVoltage: 230, maxPowerWatts: {watts}}}
  configurationKeys:
    ocppUrl: BackOffice-URL-wired
  evidence:
    ratings: {{source: the maker's price list, level: cited}}
"""
