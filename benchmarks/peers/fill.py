"""Makes the peers' tables and fills them: `python -m benchmarks.peers.fill TOKEN`, with rows from standard input.

A line holds one model of the product as JSON: place in the list, keys of vendor and model, document.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.authtoken.models import Token as PlainToken  # noqa: E402

from benchmarks.peers.models import Connector, Rendered, Revision, StationModel, Token  # noqa: E402

_BATCH = 2_000


def main(token: str) -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # without migrations, ours would come before their users
    with transaction.atomic():
        ada = User.objects.create_user("ada", is_staff=True)
        digest = hashlib.sha256(token.encode()).hexdigest()
        Token.objects.create(digest=digest, user=ada, expires_at=timezone.now() + timedelta(days=1))
        PlainToken.objects.create(key=token, user=ada)
        last, lines = 0, iter(sys.stdin)
        while rows := [json.loads(line) for line in islice(lines, _BATCH)]:
            last = rows[-1][0]
            StationModel.objects.bulk_create(_station_models(rows))
            Connector.objects.bulk_create(_connectors(rows))
            Rendered.objects.bulk_create(_rendered(rows))
        Revision.objects.create(number=last)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('peers_stationmodel', 'seq'), {last})")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def _station_models(rows: list[Any]) -> Iterator[StationModel]:
    for seq, vendor_key, model_key, document in rows:
        shown = json.loads(document)
        yield StationModel(
            seq=seq, id=shown["id"], vendor=shown["vendor"], model=shown["model"], vendor_key=vendor_key,
            model_key=model_key, friendly_name=shown["friendlyName"], power_type=shown["powerType"],
            ocpp_url_key=shown["configurationKeys"]["ocppUrl"], image_url=shown["imageUrl"],
            archived=shown["isArchived"], created_at=datetime.fromisoformat(shown["createdAt"]),
            updated_at=datetime.fromisoformat(shown["updatedAt"]),
        )  # fmt: skip


def _connectors(rows: list[Any]) -> Iterator[Connector]:
    for seq, _, _, document in rows:
        for position, each in enumerate(json.loads(document)["connectors"]):
            yield Connector(
                station_model_id=seq, position=position, connector_id=each["id"], format=each["format"],
                connection_type=each["connectionType"], max_amperage=each["maxAmperage"],
                max_voltage=each["maxVoltage"], max_power_watts=each["maxPowerWatts"],
            )  # fmt: skip


def _rendered(rows: list[Any]) -> Iterator[Rendered]:
    for seq, vendor_key, model_key, document in rows:
        shown = json.loads(document)
        yield Rendered(seq=seq, id=shown["id"], vendor_key=vendor_key, model_key=model_key,
                       archived=shown["isArchived"], body=document)  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
