"""The first `.env`: written once, whole, for its owner alone."""

import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

from config import dotenv_bootstrap


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that ENV_FILE names, where nothing is configured."""
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "env"))
    monkeypatch.delenv("SECRET_KEY")
    return tmp_path / "env"


def test_it_holds_what_settings_require_and_a_comment_on_each(file: Path) -> None:
    dotenv_bootstrap.write_env_file()

    values = dotenv_values(file)
    assert list(values) == ["SECRET_KEY", "ALLOWED_HOSTS", "HTTPS_ONLY", "LOG_FORMAT", "CATALOGUE_BROWSER"]
    assert len(values["SECRET_KEY"] or "") >= 60
    assert values["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert (values["HTTPS_ONLY"], values["LOG_FORMAT"]) == ("false", "text")
    assert values["CATALOGUE_BROWSER"] == "staff"
    lines = file.read_text().splitlines()
    assert all(lines[lines.index(f"{name}={value}") - 1].startswith("# ") for name, value in values.items())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["env"]


def test_the_key_is_another_one_each_time(file: Path) -> None:
    dotenv_bootstrap.write_env_file()
    first = dotenv_values(file)["SECRET_KEY"]
    file.unlink()

    dotenv_bootstrap.write_env_file()

    assert dotenv_values(file)["SECRET_KEY"] != first


def test_a_file_that_is_there_stays_as_it_is(file: Path) -> None:
    file.write_text("DEBUG=false\n")

    dotenv_bootstrap.write_env_file()

    assert file.read_text() == "DEBUG=false\n"


def test_a_file_that_another_run_wrote_meanwhile_stays_as_it_is(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def be_slower_than_another_run(descriptor: int) -> None:
        fsync(descriptor)
        file.write_text("SECRET_KEY=quicker\n")

    monkeypatch.setattr(os, "fsync", be_slower_than_another_run)

    dotenv_bootstrap.write_env_file()

    assert file.read_text() == "SECRET_KEY=quicker\n"
    assert [each.name for each in file.parent.iterdir()] == ["env"]


def test_an_environment_that_has_a_key_gets_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 50)

    dotenv_bootstrap.write_env_file()

    assert not file.exists()


def test_no_file_is_written_where_none_is_wanted(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV_FILE", "")
    monkeypatch.chdir(file.parent)

    dotenv_bootstrap.write_env_file()

    assert list(file.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = file.parent / "missing" / "env"
    monkeypatch.setenv("ENV_FILE", str(missing))

    with pytest.raises(ImproperlyConfigured) as refusal:
        dotenv_bootstrap.write_env_file()

    assert str(refusal.value) == f"{missing} cannot be written: No such file or directory"
