"""How many instructions a request takes: the same on a busy machine as on an idle one, to a thousandth.

    python benchmarks/instructions.py                  # a minute or two for each kind; needs valgrind

The product answers within one process that valgrind counts: first few requests, then more, and the difference is what
one more takes. What the kernel and the database run is not counted, nor what several threads do to each other.
"""

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.databases import ROOT, Seeded, databases, seed_product, settings_of
from benchmarks.request_kinds import (
    CHANGES,
    CREATE,
    DEEP,
    EXACT,
    GET,
    IDENTITY,
    LIST,
    LIST_100,
    NOT_MODIFIED,
    request_kinds,
)
from benchmarks.servers import PRODUCT

KINDS = [LIST, LIST_100, GET, DEEP, NOT_MODIFIED, IDENTITY, EXACT, CHANGES, CREATE]
_FEW, _MANY = 50, 250
_COUNTER = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


class InProcess:
    """The product, asked without a server; what `benchmarks.request_kinds` needs of one."""

    name = PRODUCT

    def __init__(self, seeded: Seeded) -> None:
        from config.wsgi import application

        self._application = application
        self._environ: dict[str, Any] = {}
        setup_testing_defaults(self._environ)
        credentials = {"client_id": seeded.client_id, "client_secret": seeded.client_secret}
        answer = self.send("POST", "/oauth/token", {"grant_type": "client_credentials", **credentials}, token=False)
        self.token = json.loads(answer[2])["access_token"]

    def path_of(self, path: str) -> str:
        return path

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, *, token: bool = True
    ) -> tuple[int, dict[str, str], bytes]:
        sent = {"Authorization": f"Bearer {self.token}"} if token else {}
        return self.ask(method, path, json.dumps(body) if body is not None else "", {**sent, **(headers or {})})

    def ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        content = body.encode()
        where, _, query = path.partition("?")
        environ = self._environ | {"REQUEST_METHOD": method, "PATH_INFO": where, "QUERY_STRING": query}
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        if content:
            environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(content))}
        environ["wsgi.input"] = io.BytesIO(content)
        told: list[Any] = []
        answer = b"".join(self._application(environ, lambda status, named: told.extend((status, named))))
        return int(told[0][:3]), {name.lower(): value for name, value in told[1]}, answer


def ask(seeded: Seeded, kind_names: list[str], times: int) -> None:
    product: Any = InProcess(seeded)
    for kind in request_kinds(seeded):
        if kind.name not in kind_names:
            continue
        requests = kind.requests(product)
        for number in range(times):
            path, body = requests.nth(number)
            status, _, answer = product.ask(kind.method, path, body, requests.headers)
            if status >= 400:
                sys.exit(f"{kind.name}: {status} {answer.decode()}")


def instructions(seeded: Seeded, kind: str) -> int:
    """Return how many instructions one more request of that kind takes."""
    few, many = (_counted(seeded, kind, times) for times in (_FEW, _MANY))
    return round((many - few) / (_MANY - _FEW))


def _counted(seeded: Seeded, kind: str, times: int) -> int:
    done = subprocess.run(
        [*_COUNTER, sys.executable, __file__, "--ask", kind, "--times", str(times)],
        # The order of sets and dictionaries of names is that of their hashes.
        env={**settings_of(seeded.url), "PYTHONHASHSEED": "0", "SEEDED": json.dumps(asdict(seeded))},
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{kind}:\n{done.stderr[-2_000:]}")
    return int(found[1].replace(",", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--ask", nargs="+", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        ask(Seeded(**json.loads(os.environ["SEEDED"])), options.ask, options.times)
        return
    if not shutil.which(_COUNTER[0]):
        sys.exit("valgrind is not installed: apt-get install valgrind")
    with databases(options.database) as made:
        seeded = seed_product(made.make("instructions"), 1_000)
        print(f"| {made.version}, Python {sys.version.split()[0]} | instructions a request, in thousands |")
        print("| --- | --- |")
        for kind in options.kinds:
            print(f"| {kind} | {instructions(seeded, kind) / 1_000:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
