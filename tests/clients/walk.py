"""A walk through the API with what openapi-python-client makes of its document: python walk.py ADDRESS TOKEN"""

import json
import sys

from catalogue import AuthenticatedClient
from catalogue.api.charging_station_models import (
    archive_charging_station_model,
    create_charging_station_model,
    export_charging_station_models,
    list_charging_station_model_changes,
    list_charging_station_models,
    resolve_report,
    resolve_reports,
    update_charging_station_model,
)
from catalogue.models import (
    ChargingStationModelAnswer,
    ChargingStationModelChanges,
    ChargingStationModelList,
    ConfigurationKeysRequest,
    ConnectionType,
    ConnectorFormat,
    ConnectorRequest,
    CreateChargingStationModelRequest,
    ExportChargingStationModelsFormat,
    PowerType,
    Problem,
    ReportRequest,
    ReportsRequest,
    ResolveAnswer,
    ResolveManyAnswer,
    UpdateChargingStationModelRequest,
)
from catalogue.types import UNSET, Unset

BODY = CreateChargingStationModelRequest(
    vendor="Alfen",
    model="NG910-60003",
    power_type=PowerType.AC_3_PHASE,
    connectors=[
        ConnectorRequest(
            id=1,
            connection_type=ConnectionType.IEC_62196_T2,
            format_=ConnectorFormat.SOCKET,
            max_amperage=32,
            max_voltage=230,
            max_power_watts=22080.5,
        )
    ],
    configuration_keys=ConfigurationKeysRequest(ocpp_url="BackOffice-URL-wired"),
)


def walk(client: AuthenticatedClient) -> dict[str, object]:
    listed: list[str] = []
    bookmark: str | Unset = UNSET
    while True:
        page = list_charging_station_models.sync(client=client, limit="2", starting_after=bookmark)
        assert isinstance(page, ChargingStationModelList)
        listed += [each.id for each in page.data.items]
        bookmark = listed[-1]
        if not page.data.has_more:
            break

    created = create_charging_station_model.sync(client=client, body=BODY, idempotency_key="walk")
    assert isinstance(created, ChargingStationModelAnswer)
    pk = created.data.id
    refused = create_charging_station_model.sync(client=client, body=BODY)
    assert isinstance(refused, Problem)

    body = UpdateChargingStationModelRequest(friendly_name="Eve")
    renamed = update_charging_station_model.sync(pk, client=client, body=body)
    assert isinstance(renamed, ChargingStationModelAnswer)

    resolved = resolve_report.sync(client=client, vendor="ALFEN", model="NG910 60003")
    assert isinstance(resolved, ResolveAnswer)
    assert resolved.data.model is not None

    # Members that are not set are not sent: of two reports one has no serial number and no firmware version.
    reports: list[ReportRequest | None] = [
        ReportRequest(vendor="ALFEN", model="NG910 60003"),
        ReportRequest(vendor="Nobody", model="X", serial_number="1", firmware_version="2"),
    ]
    answered = resolve_reports.sync(client=client, body=ReportsRequest(items=reports))
    assert isinstance(answered, ResolveManyAnswer)

    picked = list_charging_station_models.sync(client=client, min_power_watts=22080.5, max_power_watts=22081)
    assert isinstance(picked, ChargingStationModelList)
    exported = export_charging_station_models.sync(
        client=client, format_=ExportChargingStationModelsFormat.JSON, min_power_watts=22080.5, is_archived=False
    )
    assert isinstance(exported, list)

    archived = archive_charging_station_model.sync(pk, client=client)
    assert isinstance(archived, ChargingStationModelAnswer)

    changes = list_charging_station_model_changes.sync(client=client, after=0)
    assert isinstance(changes, ChargingStationModelChanges)
    return {
        "listed": listed,
        "created": pk,
        "refused": [refused.code, refused.conflicting_id],
        "renamed": renamed.data.friendly_name,
        "resolved": [resolved.data.match.value, resolved.data.model.connectors[0].max_power_watts],
        "answered": [each.match.value for each in answered.data.items],
        "picked": [each.id for each in picked.data.items],
        "exported": [each["model"] for each in exported],
        "archived": archived.data.is_archived,
        "followed": [each.id for each in changes.data.items],
    }


if __name__ == "__main__":
    address, token = sys.argv[1:]
    print(json.dumps(walk(AuthenticatedClient(base_url=address, token=token))))
