"""The figures that the promises come to, said together at the end: docs/promises.md holds them."""

from collections.abc import Callable

import pytest

_SAID = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Tell a figure of a row of docs/promises.md. Times are told and not asserted: machines are busy."""

    def tell(row: str, what: str) -> None:
        said = f"{row:3} {what}"
        request.config.stash.setdefault(_SAID, []).append(said)
        print(said)

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    said = config.stash.get(_SAID, [])
    if said:
        terminalreporter.section("what was reached")
        for line in said:
            terminalreporter.write_line(line)
