"""The API of the last release still works, or the changelog says what does not."""

import json
import re
from pathlib import Path

import pytest

from tests.project.breaking import Break, breaks

PROJECT = Path(__file__).parents[2]
TODAY = PROJECT / "docs" / "openapi.json"


def last_release() -> Path:
    def version(file: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", file.stem)]

    return max((PROJECT / "docs" / "releases").glob("openapi-*.json"), key=version)


def is_announced(found: Break, changelog: str) -> bool:
    """In the part for the next release, a line that begins with `Breaking` and names the operation."""
    _, _, next_release = changelog.partition("\n## [Unreleased]\n")
    lines = re.split(r"\n- ", next_release.partition("\n## ")[0])
    return any(line.startswith("Breaking") and f"`{found.operation}`" in line for line in lines)


def test_what_breaks_callers_of_the_last_release_is_announced() -> None:
    changelog = (PROJECT / "CHANGELOG.md").read_text()

    found = breaks(json.loads(last_release().read_text()), json.loads(TODAY.read_text()))

    assert [each for each in found if not is_announced(each, changelog)] == []


@pytest.mark.parametrize(
    ("changelog", "announced"),
    [
        ("\n## [Unreleased]\n\n- Breaking: `resolveReport` has no `isCut`.\n", True),
        (
            "\n## [Unreleased]\n\n- New.\n- Breaking, for\n  `resolveReport`: no `isCut`.\n\n## [1.0.0] - 2026-11-30\n",
            True,
        ),
        ("\n## [Unreleased]\n\n- Breaking: `resolveReports` has no `isCut`.\n", False),
        ("\n## [Unreleased]\n\n- `resolveReport` has no `isCut`.\n", False),
        (
            "\n## [Unreleased]\n\n- New.\n\n## [1.0.0] - 2026-11-30\n\n- Breaking: `resolveReport` has no `isCut`.\n",
            False,
        ),
    ],
)
def test_a_break_is_announced_by_its_operation_in_the_next_release(changelog: str, announced: bool) -> None:
    assert is_announced(Break("resolveReport", "answer.data.matchedBy.isCut is gone"), changelog) is announced
