"""`quickstart --no-serve`: from nothing to a catalogue with users and clients, and then no further."""

import re
import socket
import stat
import subprocess
from typing import Any
from unittest.mock import ANY

import pytest
from django.contrib.auth.hashers import check_password, is_password_usable
from django.contrib.auth.models import User

from catalog.management.commands.quickstart import Command
from catalog.models import ApiClient
from tests.factories import UserFactory
from tests.management import ROOT, Installation, QuickstartRun, run_command

SEEDED = (
    "The shipped library: 485 created, 0 unchanged, 0 differs. "
    "Vendors' other names: 3 created, 0 unchanged. Reported identities: 39 created, 0 unchanged.\n"
)


def secrets_in(text: str) -> list[str]:
    return re.findall(r"(?m)^(?:#   password +|\w+_SECRET=)(\S+)$", text)


def test_the_first_run_writes_an_environment_file_of_its_owner_alone(opened: QuickstartRun) -> None:
    file = opened.installation.env_file

    assert [line.partition("=") for line in file.read_text().splitlines() if line and not line.startswith("#")] == [
        ("SECRET_KEY", "=", ANY),
        ("ALLOWED_HOSTS", "=", "localhost,127.0.0.1,[::1]"),
        ("HTTPS_ONLY", "=", "false"),
        ("LOG_FORMAT", "=", "text"),
        ("CATALOGUE_BROWSER", "=", "staff"),
    ]
    assert re.search(r"(?m)^SECRET_KEY=[\w-]{60,}$", file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_first_run_seeds_and_makes_users_and_clients(opened: QuickstartRun) -> None:
    [password, _, _] = secrets_in(opened.said.stdout)

    assert (opened.said.returncode, opened.said.stderr) == (
        0,
        SEEDED,
    )
    users = opened.installation.query(
        "SELECT username, is_active, is_staff, is_superuser, password FROM auth_user ORDER BY username"
    )
    assert [user[:4] for user in users] == [("admin", 1, 1, 1), ("integrator", 1, 0, 0)]
    assert check_password(password, users[0][4])
    assert not is_password_usable(users[1][4])
    assert opened.installation.query(
        "SELECT name, username, access FROM catalog_apiclient c JOIN auth_user u ON u.id = c.user_id ORDER BY name"
    ) == [("quickstart-admin", "admin", "write"), ("quickstart-read", "integrator", "read")]
    assert opened.installation.query(
        "SELECT channel, command, count(*) FROM catalog_auditevent WHERE revision <= 485"
    ) == [("command", "quickstart", 485)]


def test_later_runs_repeat_nothing(opened: QuickstartRun) -> None:
    installation = opened.installation
    before = (installation.counts(), installation.env_file.read_text(), installation.env_file.stat().st_mtime_ns)

    again = installation.manage("quickstart", "--no-serve")

    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr == (
        "The shipped library: 0 created, 485 unchanged, 0 differs. "
        "Vendors' other names: 0 created, 3 unchanged. Reported identities: 0 created, 39 unchanged.\n"
        "Users exist, so no user or API client was created. To create a client, run: "
        "manage.py create_api_client NAME --owner USERNAME --access read|write\n"
    )
    assert before == (
        installation.counts(),
        installation.env_file.read_text(),
        installation.env_file.stat().st_mtime_ns,
    )


def test_secrets_that_could_not_be_shown_are_made_again(installation: Installation, opened: QuickstartRun) -> None:
    deaf, hidden = socket.socketpair()
    deaf.close()
    with hidden:
        killed = subprocess.run(
            installation.command("quickstart", "--no-serve"),
            cwd=installation.folder,
            env=installation.environment,
            stdout=hidden,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (killed.returncode, killed.stderr) == (1, SEEDED)
    assert installation.counts() == (0, 0, 485, 527)

    again = installation.manage("quickstart", "--no-serve")

    assert again.returncode == 0
    assert installation.counts() == (2, 2, 485, 527)
    assert len(secrets_in(again.stdout)) == 3
    assert not set(secrets_in(again.stdout)) & set(secrets_in(opened.said.stdout))
    assert installation.env_file.read_text() != opened.installation.env_file.read_text()


@pytest.mark.django_db
def test_users_who_are_there_already_are_left_alone() -> None:
    UserFactory(username="ada")

    said = run_command("quickstart", "--no-serve")

    assert said.out == ""
    assert said.err.startswith(f"{SEEDED}Users exist, so no user or API client was created")
    assert [user.username for user in User.objects.all()] == ["ada"]
    assert ApiClient.objects.count() == 0


@pytest.mark.django_db
def test_what_will_keep_requests_out_is_told(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["example.com"]

    said = run_command("quickstart", "--no-serve", "--host", "0.0.0.0", "--port", 8001)  # noqa: S104

    assert said.err.splitlines()[1:] == [
        "HTTPS_ONLY is on, so http://127.0.0.1:8001 redirects to HTTPS. Set HTTPS_ONLY=false to try it locally.",
        "127.0.0.1 is not in ALLOWED_HOSTS, so requests to http://127.0.0.1:8001 will be rejected.",
    ]
    assert "\nURL=http://127.0.0.1:8001\n" in said.out


@pytest.mark.django_db
def test_an_address_of_ipv6_is_put_in_brackets(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["[::1]"]

    said = run_command("quickstart", "--no-serve", "--host", "::1")

    assert "\nURL=http://[::1]:8000\n" in said.out
    assert len(said.err.splitlines()) == 1


def test_a_port_in_use_is_told_before_anything_is_done(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = installation.manage("quickstart", "--port", port)

    assert (said.returncode, said.stdout) == (1, "")
    in_use = f"Port {port} on 127.0.0.1 is already in use. Choose another port with --port."
    assert said.stderr == f"CommandError: {in_use}\n"
    assert not (installation.folder / "catalogue.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "0"], "argument --port: '0' must be a whole number between 1 and 65535"),
        (["--workers", "many"], "argument --workers: 'many' must be a whole number between 1 and 64"),
    ],
)
def test_bad_usage_exits_with_2(installation: Installation, arguments: list[str], told: str) -> None:
    said = installation.manage("quickstart", *arguments)

    assert said.returncode == 2
    assert said.stderr.splitlines()[-1] == f"manage.py quickstart: error: {told}"


def test_help_is_shown_where_nothing_is_configured_and_writes_nothing(installation: Installation) -> None:
    said = installation.manage("quickstart", "--help")

    assert said.returncode == 0
    assert "--no-serve" in said.stdout
    assert list(installation.folder.iterdir()) == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a source archive has no repository")
def test_git_ignores_the_environment_file_and_the_database() -> None:
    for name in (".env", "db.sqlite3", "db.sqlite3-wal"):
        assert subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False).returncode == 0, name


def test_help_names_the_users_that_it_creates() -> None:
    help_text = Command.help

    assert "the superuser admin, the user integrator and an API client for each" in help_text
