"""The role that the service runs as can do all that the service does, and can neither change tables nor history."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import CLIENTS, change_page, staff_client
from tests.api_clients import MODELS, client_with_token
from tests.factories import UserFactory, issue_client
from tests.management import ROOT
from tests.wsgi_client import send

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

SQL = (ROOT / "deploy" / "postgresql-role.sql").read_text()


@pytest.fixture
def as_the_service() -> Iterator[None]:
    """From here on the connection is what the role may be; a rollback takes the role away again."""
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        cursor.execute(SQL)  # as after the next upgrade
        cursor.execute("SET ROLE catalogue_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_the_service")
def test_the_service_does_all_it_does(create_body: dict[str, Any]) -> None:
    owner = UserFactory(is_staff=True, is_superuser=True)
    client, secret = issue_client(name="Back-end", owner=owner, access="write")
    form = f"grant_type=client_credentials&client_id={client.client_id}&client_secret={secret}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    token = send("POST", "/oauth/token", body=form, headers=headers).json()["access_token"]
    caller = client_with_token(token)

    one = caller.post(MODELS, create_body, headers={"Idempotency-Key": "key-0001"}).json()["data"]["id"]
    assert caller.patch(f"{MODELS}/{one}", {"friendlyName": "Renamed"}).status_code == 200
    assert caller.post(f"{MODELS}/{one}/archive").status_code == 200
    assert caller.post(f"{MODELS}/{one}/unarchive").status_code == 200
    assert caller.get(f"{MODELS}/resolve", {"vendor": "Alfen", "model": "NG910-60003"}).status_code == 200
    assert caller.get(f"{MODELS}/changes").status_code == 200
    browser = staff_client(is_superuser=True)
    assert browser.get("/admin/").status_code == 200
    assert browser.save(change_page(owner), {"is_staff": ""}).status_code == 302
    assert browser.post(f"{CLIENTS}{client.pk}/revoke-tokens/", {}).status_code == 302
    call_command("seed_catalog", "--synthetic", "200", verbosity=0)
    call_command("restart_feed", verbosity=0)
    call_command("delete_expired", verbosity=0)
    call_command("check_catalog", verbosity=0)

    assert ChargingStationModel.objects.count() == 201


@pytest.mark.tampers
@pytest.mark.usefixtures("as_the_service")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_auditevent SET reason = 'it was somebody else'",
        "DELETE FROM catalog_auditevent",
        "UPDATE catalog_accessevent SET name = 'somebody else'",
        "DELETE FROM catalog_accessevent",
        "TRUNCATE catalog_accessevent",
        "UPDATE django_admin_log SET user_id = 0",
        "DELETE FROM django_admin_log",
        "TRUNCATE django_admin_log",
        "TRUNCATE catalog_auditevent",
        "DROP TABLE catalog_auditevent",
        "ALTER TABLE catalog_auditevent DISABLE TRIGGER ALL",
        "DELETE FROM catalog_cataloguerevision",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE catalog_chargingstationmodel ADD COLUMN mine int",
        "CREATE INDEX mine ON catalog_chargingstationmodel (vendor)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '9999', now())",
        "DELETE FROM auth_permission",
        "CREATE ROLE mine SUPERUSER",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT * FROM pg_authid",
    ],
)
def test_the_service_can_do_no_more(statement: str) -> None:
    before = AuditEvent.objects.count()

    with pytest.raises(ProgrammingError, match=r"permission denied|must be (owner|superuser)"), transaction.atomic():
        connection.cursor().execute(statement)

    assert AuditEvent.objects.count() == before
