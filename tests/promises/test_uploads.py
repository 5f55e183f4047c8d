"""Promise l5: an upload by staff is bounded in memory and time, and ends as a fault of the file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.library.test_workbook_limits import MIB, a_sheet, styles_of, uneven, with_parts
from tests.management import ROOT

pytestmark = pytest.mark.promises

_MEASURED = """
import re, sys, time
from pathlib import Path
from catalog.library.reader import read_content
library = read_content(sys.stdin.buffer.read(), sys.argv[1])
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())  # rusage has the parent's, too
print(len(library.issues), int(peak[1]) // 1024, time.process_time())
"""
DEAREST: dict[str, tuple[str, Callable[[], bytes]]] = {
    "rows": ("a.xlsx", lambda: with_parts(sheet=a_sheet(uneven(b"<row/>", 11 * MIB)))),
    "elements": ("a.xlsx", lambda: with_parts(sheet=a_sheet(uneven(b"<x/>", 7 * MIB)))),
    "styles": ("a.xlsx", lambda: with_parts(styles=styles_of(MIB - 300), sheet=a_sheet(b""))),
    "identities": ("a.json", lambda: json.dumps([{"identities": [{"model": "m"}] * 240_000}]).encode()),
    "connectors": ("a.json", lambda: b'[{"connectors":[%b]}]' % b",".join([b'{"id":1}'] * 500_000)),
    "connectors of no figures": ("a.json", lambda: b'[{"connectors":[%b]}]' % b",".join([b"{}"] * 500_000)),
    "nested lists": ("a.json", lambda: b"[%b]" % b",".join([b"[" * 30 + b"]" * 30] * 80_000)),
    "nested lists in YAML": ("a.yaml", lambda: b"[%b]" % b",".join([b"[" * 30 + b"]" * 30] * 80_000)),
    "empty rows": ("a.json", lambda: b"[%b]" % b",".join([b"{}"] * 1_700_000)),
    "keys": ("a.json", lambda: json.dumps([{f"k{number}": 1 for number in range(350_000)}]).encode()),
}


@pytest.mark.parametrize("kind", DEAREST)
def test_the_dearest_file_takes_no_more_than_300_mib(kind: str, figure: Callable[[str, str], None]) -> None:
    name, make = DEAREST[kind]
    program = f"import django; django.setup()\n{_MEASURED}"
    done = subprocess.run(
        [sys.executable, "-c", program, name],
        input=make(),
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    issues, mib, seconds = done.stdout.split()

    figure("l5", f"{kind}: {len(make()) // 1024} KiB, {int(mib)} MiB, {float(seconds):.1f} s of CPU")
    assert int(issues) >= 1
    assert int(mib) <= 300
