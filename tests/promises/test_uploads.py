"""Promise l5: an upload by staff is bounded in memory and time, and ends as a fault of the file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

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


def _encoded(mode: str, size: tuple[int, int], file_format: str, **options: Any) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(file, file_format, **options)
    return file.getvalue()


_MEASURED_PICTURE = """
import re, sys, time
from pathlib import Path
from catalog.pictures.rendering import render_picture
render_picture(sys.stdin.buffer.read())
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(int(peak[1]) // 1024, time.process_time())
"""
PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: _encoded("RGBA", (4_000, 3_125), "PNG"),
    "PNG with a palette": lambda: _encoded("P", (4_000, 3_125), "PNG", transparency=3),
    "WebP": lambda: _encoded("RGBA", (4_000, 3_125), "WEBP"),
    "JPEG": lambda: _encoded("RGB", (6_000, 4_000), "JPEG", progressive=True, subsampling=0),
    "JPEG for print": lambda: _encoded("CMYK", (6_000, 4_000), "JPEG", progressive=True, subsampling=0),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_the_largest_picture_takes_no_more_than_300_mib(kind: str, figure: Callable[[str, str], None]) -> None:
    content = PICTURES[kind]()
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{_MEASURED_PICTURE}"],
        input=content,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    mib, seconds = done.stdout.split()

    figure("l5", f"{kind}: {len(content) // 1024} KiB, {int(mib)} MiB, {float(seconds):.1f} s of CPU")
    assert len(content) <= 5 * MIB
    assert int(mib) <= 300
