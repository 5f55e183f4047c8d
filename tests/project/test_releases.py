"""Version, changelog and OpenAPI document of the last release belong together."""

import json
import re
import tomllib
from datetime import date

from config.spectacular import SPECTACULAR_SETTINGS
from tests.project.test_breaking_changes import PROJECT, last_release

HEADINGS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
CHANGELOG = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")


def releases() -> list[tuple[str, str]]:
    return re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", CHANGELOG, re.MULTILINE)


def test_every_place_has_the_version_of_the_last_release() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    document = json.loads(last_release().read_text(encoding="utf-8"))
    [(version, _), *_] = releases()

    assert project["version"] == version
    assert SPECTACULAR_SETTINGS["VERSION"] == version
    assert document["info"]["version"] == version
    assert last_release().name == f"openapi-{version}.json"


def test_releases_have_dates_newest_first() -> None:
    days = [date.fromisoformat(day) for _, day in releases()]

    assert days == sorted(days, reverse=True)


def test_sections_of_a_release_are_those_of_keep_a_changelog() -> None:
    for part in CHANGELOG.split("\n## ")[1:]:
        sections = re.findall(r"^### (.+)$", part, re.MULTILINE)

        assert sections == [each for each in HEADINGS if each in sections]


def test_unreleased_changes_are_on_top() -> None:
    assert re.findall(r"^## (\S+)", CHANGELOG, re.MULTILINE)[0] == "[Unreleased]"
