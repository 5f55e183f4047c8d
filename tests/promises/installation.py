"""The product on a database of its own, used through its commands and over the API alone."""

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager

from tests.live_servers import Server, run_server
from tests.management import ROOT


class Installation:
    def __init__(self, database_url: str, **environment: str) -> None:
        self.environment = {"DATABASE_URL": database_url, **environment}
        self.client: dict[str, str] = {}

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env={**os.environ, "DJANGO_SUPERUSER_PASSWORD": "a-long-enough-1", **self.environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def set_up(self) -> None:
        self.manage("migrate", "-v0")
        self.manage("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.com")
        issued = self.manage(
            "create_api_client", "tests", "--owner", "ada", "--access", "write", "--format", "json", "-v0"
        )
        self.client = json.loads(issued)

    def serving(self, *, workers: int = 2, **environment: str) -> AbstractContextManager[Server]:
        return run_server(workers=workers, **(self.environment | environment))

    def headers(self, server: Server) -> dict[str, str]:
        """Those of a caller who may do everything."""
        asked = {name: self.client[name] for name in ("client_id", "client_secret")}
        status, _, body = server.send("POST", "/oauth/token", {"grant_type": "client_credentials", **asked})
        assert status == 200, body
        return {"Authorization": f"Bearer {json.loads(body)['access_token']}"}
