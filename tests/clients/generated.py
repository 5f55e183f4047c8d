"""Where clients are generated from the OpenAPI document, checked by their compilers, and run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
OPENAPI = DOCS / "openapi.json"
NODE_MODULES = HERE / "node_modules"


class GeneratedClients:
    """A folder with the generated clients, and what was written for them, compiled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str, **environment: str) -> str:
        """Return what the command says. A complaint is a failure, with all that it said."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def tool(self, name: str, *arguments: str) -> str:
        """Run one of the tools that `package.json` pins."""
        return self.run(str(NODE_MODULES / ".bin" / name), *arguments)

    def generate(self) -> None:
        given = str(OPENAPI)
        self.run(
            sys.executable, "-m", "openapi_python_client", "generate",
            "--path", given, "--meta", "none", "--output-path", "catalogue", "--fail-on-warning",
        )  # fmt: skip
        said = self.tool("openapi-typescript", given, "--output", "catalogue.ts")
        said += self.tool("openapi-ts", "--input", given, "--output", "sdk", "--no-log-file")
        assert "warn" not in said.lower(), said

    def check_types(self) -> None:
        self.tool("tsc", "--project", ".")
        self.run(sys.executable, "-m", "mypy", "--strict", "walk.py")


@contextmanager
def generate_clients() -> Iterator[GeneratedClients]:
    """What was generated is thrown away: it is made anew from the document of the day."""
    if not NODE_MODULES.is_dir():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("The tools that generate clients are not here: npm ci --prefix tests/clients")
    with TemporaryDirectory(prefix="catalogue-clients-") as name:
        workshop = GeneratedClients(Path(name))
        for each in (*HERE.glob("walk*"), HERE / "tsconfig.json", HERE / "package.json", *DOCS.glob("examples/*.ts")):
            shutil.copy(each, workshop.folder)
        (workshop.folder / "node_modules").symlink_to(NODE_MODULES)
        workshop.generate()
        workshop.check_types()
        yield workshop
