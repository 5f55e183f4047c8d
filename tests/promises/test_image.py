"""The steps of the Dockerfile, run one by one in a clean folder where there is no engine to build an image with."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live_servers import free_port
from tests.management import ROOT

pytestmark = pytest.mark.promises

NOBODY = 65_534
STEPS = re.findall(
    r"^(FROM|COPY|RUN|ENV|CMD|HEALTHCHECK|USER) +(.*)$",
    re.sub(r" *\\\n *", " ", (ROOT / "Dockerfile").read_text()),
    flags=re.MULTILINE,
)


def steps(name: str) -> list[str]:
    return [what for step, what in STEPS if step == name]


def context() -> Iterator[Path]:
    """What .dockerignore lets through, without what is not committed."""
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    if not (ROOT / ".git").exists():  # a source archive has committed files alone
        yield from (file.relative_to(ROOT) for name in allowed for file in _files(ROOT / name))
        return
    listed = subprocess.run(["git", "ls-files", *allowed], cwd=ROOT, capture_output=True, text=True, check=True)
    yield from map(Path, listed.stdout.splitlines())


def _files(path: Path) -> Iterator[Path]:
    found = [path] if path.is_file() else path.rglob("*")
    yield from (file for file in found if file.is_file() and "__pycache__" not in file.parts)


@pytest.fixture
def image() -> Iterator[Path]:
    """The folder /app of the image."""
    with tempfile.TemporaryDirectory(prefix="catalogue-image-") as folder:
        app = Path(folder) / "app"
        app.mkdir()
        Path(folder).chmod(0o755)
        # The machine's own interpreter, which nobody can start too: others may live in somebody's home.
        (app.parent / "bin").mkdir()
        interpreter = shutil.which("python3", path="/usr/local/bin:/usr/bin")
        assert interpreter, "no python3 in /usr/local/bin or /usr/bin"
        (app.parent / "bin" / "python").symlink_to(interpreter)
        bare = {"PATH": f"{app.parent / 'bin'}:{os.defpath}", "HOME": folder}
        # pip's own settings, such as where it finds packages here.
        bare |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "XDG_"))}
        for step, what in STEPS:
            if step == "COPY" and not what.startswith("--from"):
                sources = [Path(what.split()[0])] if what != ". ." else list(context())
                for source in sources:
                    (app / source).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, app / source)
            elif step == "RUN" and "useradd" not in what:
                subprocess.run(["bash", "-euc", what], cwd=app, env=bare, check=True)
        yield app


def test_the_image_serves_as_nobody_and_writes_nothing_of_its_own(image: Path) -> None:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="catalogue-data-") as data:
        os.chown(data, NOBODY, NOBODY)
        environment = {
            "PATH": f"{image / '.venv' / 'bin'}:{os.defpath}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "ENV_FILE": "",
            "SECRET_KEY": "0123456789" * 5,
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": f"sqlite:///{data}/db.sqlite3",
            "TMPDIR": data,
            "METRICS_TOKEN": "shown-by-prometheus-0123456789",
        }
        before = sorted(image.rglob("*"))
        asking = {"cwd": image, "env": environment, "user": NOBODY, "group": NOBODY, "extra_groups": []}
        subprocess.run(["python", "manage.py", "migrate", "-v0"], check=True, **asking)  # type: ignore[call-overload]
        command = [*json.loads(steps("CMD")[-1]), "--port", str(port)]
        command[command.index("0.0.0.0")] = "127.0.0.1"  # noqa: S104 - asked from here alone
        serving = subprocess.Popen(command, **asking)  # type: ignore[call-overload]
        try:
            probe = json.loads(steps("HEALTHCHECK")[0].partition("CMD ")[2])
            probe[-1] = probe[-1].replace(":8000", f":{port}")
            until = time.monotonic() + 60
            while subprocess.run(probe, capture_output=True, check=False, **asking).returncode:  # type: ignore[call-overload]
                assert time.monotonic() < until
                time.sleep(0.5)
        finally:
            serving.terminate()
            ended = serving.wait(60)

        assert ended == 0
        assert sorted(image.rglob("*")) == before
        assert (Path(data) / "db.sqlite3").stat().st_uid == NOBODY


def test_the_image_runs_as_nobody_special() -> None:
    assert steps("USER") == ["10001:10001"]
    assert len(steps("FROM")) == 2
    assert all(":" in what.split()[0] and ":latest" not in what for what in steps("FROM"))
    assert not [what for what in steps("ENV") + steps("COPY") if "SECRET" in what or ".env" in what]
