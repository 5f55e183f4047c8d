"""What production installs: hashes for everything, the versions that were tested, and no registry's name."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
REQUIREMENTS = (ROOT / "config" / "requirements.txt").read_text()
CONSTRAINTS = (ROOT / "config" / "constraints.txt").read_text()


def pinned(text: str) -> dict[str, str]:
    """Each name with its line, version and marker, without hashes."""
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    plain = [line.removesuffix("\\").strip() for line in lines]
    return {canonicalize_name(re.split(r"[=\s]", line, maxsplit=1)[0]): line for line in plain}


def test_every_version_is_the_tested_one() -> None:
    tested = pinned(CONSTRAINTS)

    assert {name: tested.get(name) for name in pinned(REQUIREMENTS)} == pinned(REQUIREMENTS)


def test_everything_has_hashes() -> None:
    _, *blocks = re.split(r"^(?=[a-z])", REQUIREMENTS, flags=re.MULTILINE)

    assert len(blocks) == len(pinned(REQUIREMENTS))
    for block in blocks:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


@pytest.mark.parametrize("text", [REQUIREMENTS, CONSTRAINTS])
def test_no_registry_is_named(text: str) -> None:
    assert not re.search(r"://|--index|--find-links|--extra", text)


def test_nothing_that_the_project_needs_is_missing() -> None:
    """Walked over what is installed here: what another platform needs besides has its marker."""
    named = pinned(REQUIREMENTS)
    wanted = [("charging-station-catalogue", frozenset[str]())]
    seen = set(wanted)
    while wanted:
        name, extras = wanted.pop()
        for line in distribution(name).requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or any(requirement.marker.evaluate({"extra": e}) for e in {"", *extras}):
                found = canonicalize_name(requirement.name), frozenset(requirement.extras)
                assert found[0] in named, f"{found[0]}, of {name}: write config/requirements.txt anew"
                if found not in seen:
                    seen.add(found)
                    wanted.append(found)
