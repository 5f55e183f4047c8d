"""Each command that the documentation tells readers to type is run by a test, or by CI."""

from pathlib import Path

import pytest

from tests.project.documented import PROJECT, commands_in, documents

RUN_BY = {
    "lint-imports": ".ci/run",
    "manage.py axes_reset_username": "tests/ops/test_login_lock.py",
    "manage.py changepassword": "tests/admin/test_sessions.py",
    "manage.py check": ".ci/run",
    "manage.py check_catalog": "tests/commands/test_check_catalog.py",
    "manage.py check_library": "tests/commands/test_check_library.py",
    "manage.py create_api_client": "tests/commands/test_create_api_client.py",
    "manage.py createapplication": "tests/ops/test_access_events.py",
    "manage.py createsuperuser": "tests/ops/test_access_events.py",
    "manage.py delete_expired": "tests/api/test_idempotency_lifetime.py",
    "manage.py export_models": "tests/commands/test_export_models.py",
    "manage.py import_models": "tests/commands/test_import_models.py",
    "manage.py migrate": "tests/ops/test_backups.py",
    "manage.py quickstart": "tests/commands/test_quickstart_serves.py",
    "manage.py rebuild_search_words": "tests/commands/test_rebuild_search_words.py",
    "manage.py remove_second_factor": "tests/admin/test_account.py",
    "manage.py resolve": "tests/commands/test_resolve.py",
    "manage.py restart_feed": "tests/api/test_feed_restarts.py",
    "manage.py seed_catalog": "tests/commands/test_seed_catalog.py",
    "manage.py serve": "tests/ops/test_serve.py",
    "manage.py write_openapi": "tests/project/test_openapi.py",
    "mypy": ".ci/run",
    "pytest": "tests/__main__.py",
    "python -m benchmarks": "tests/project/test_benchmarks_run.py",
    "python -m benchmarks.peers.fill": "benchmarks/databases.py",
    "python -m catalog.library.validation.file_schema": "tests/library/test_library_schema.py",
    "python -m tests": ".ci/run",
    "python -m tests.project.plain_language": "tests/project/test_plain_language.py",
    "python -m tests.project.test_glossary": "tests/project/test_glossary.py",
    "python benchmarks/admin_list.py": "tests/project/test_benchmarks_run.py",
    "python benchmarks/instructions.py": "tests/project/test_benchmarks_run.py",
    "python benchmarks/library_files.py": "tests/project/test_benchmarks_run.py",
    "python benchmarks/resolve_growth.py": "tests/project/test_benchmarks_run.py",
    "python boot_lookup.py": "tests/project/test_example_boots.py",
    "python docs/examples/boot_lookup.py": "tests/project/test_example_boots.py",
    "python docs/examples/import_spreadsheet.py": "tests/project/test_example_import.py",
    "python docs/examples/ocpi_location.py": "tests/project/test_example_location.py",
    "python docs/examples/station.py": "tests/project/test_example_boots.py",
    "python docs/examples/sync.py": "tests/project/test_examples.py",
    "python import_spreadsheet.py": "tests/project/test_example_import.py",
    "python ocpi_location.py": "tests/project/test_example_location.py",
    "python configure.py": "tests/project/test_example_configures.py",
    "python station.py": "tests/project/test_example_boots.py",
    "python sync.py": "tests/project/test_examples.py",
    "python walk.py": "tests/clients/test_generated_clients.py",
    "ruff check": ".ci/run",
    "ruff format": ".ci/run",
}
RUNS_ALL_OF_THIS = {".ci/run"}


def test_every_documented_command_is_run() -> None:
    documented = {command: file for file in documents() for command in commands_in(file)}

    assert documented.keys() - RUNS_ALL_OF_THIS == RUN_BY.keys()


@pytest.mark.parametrize(("command", "file"), RUN_BY.items())
def test_what_is_to_run_a_command_names_it(command: str, file: str) -> None:
    last = Path(command.rsplit(maxsplit=1)[-1])

    assert last.name.removesuffix(".py") in (PROJECT / file).read_text(encoding="utf-8")


def test_commands_are_found_wherever_they_stand(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Run `manage.py check`, or `A=1 python -m tests -q`:\n\n    ruff check .\n\n"
        "```sh\npython3 -m venv .venv && .venv/bin/pytest\npython -m benchmarks.peers.fill TOKEN\n```\n"
    )

    assert commands_in(page) == {
        "manage.py check",
        "python -m tests",
        "ruff check",
        "pytest",
        "python -m benchmarks.peers.fill",
    }
