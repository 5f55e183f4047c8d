"""A table without a column says nothing about it: models that the catalogue has keep what they have."""

import pytest

from catalog.library.comparison import OnDifference
from catalog.library.importer import import_library
from catalog.library.reader import read_content
from catalog.library.readers.column_choices import NUMBERED, ColumnChoices
from catalog.models import ChargingStationModel
from tests.admin.import_helpers import NAMES, csv_cells, csv_of
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("on_difference", [OnDifference.EDIT, OnDifference.REPLACE])
def test_a_column_that_the_table_lacks_keeps_its_value(on_difference: OnDifference) -> None:
    StationModelFactory(model="NG900", friendly_name="Eve", image_url="https://example.com/a.png")
    content = csv_of(csv_cells("NG900", "3680"))

    import_library(read_content(content, "a.csv"), by=TEST_ACTOR, on_difference=on_difference)

    now = ChargingStationModel.objects.active().get()
    assert (now.friendly_name, now.image_url, now.ocpp_url_key) == ("Eve", "https://example.com/a.png", "Url")
    assert now.as_document()["connectors"][0]["maxPowerWatts"] == 3680


def test_an_empty_cell_takes_the_value_away() -> None:
    StationModelFactory(model="NG900", friendly_name="Eve")
    content = csv_of([*csv_cells("NG900"), ""], names=[*NAMES, "friendlyName"])

    import_library(read_content(content, "a.csv"), by=TEST_ACTOR, on_difference=OnDifference.EDIT)

    assert ChargingStationModel.objects.get().friendly_name is None


def test_a_value_for_all_rows_is_for_new_models() -> None:
    StationModelFactory(model="NG900", ocpp_url_key="Own")
    names = [name for name in NAMES if name not in ("ocppUrl", "connectorId")]
    rows = [
        [cell for name, cell in zip(NAMES, csv_cells(model, "3680"), strict=True) if name in names]
        for model in ("NG900", "NG901", "NG901")
    ]
    choices = ColumnChoices(values={"ocppUrl": "CentralSystemAddress", "connectorId": NUMBERED})

    library = read_content(csv_of(*rows, names=names), "a.csv", choices)
    import_library(library, by=TEST_ACTOR, on_difference=OnDifference.EDIT)

    assert not library.issues
    keys = dict(ChargingStationModel.objects.values_list("model", "ocpp_url_key"))
    assert keys == {"NG900": "Own", "NG901": "CentralSystemAddress"}
    new = ChargingStationModel.objects.get(model="NG901").as_document()
    assert [each["id"] for each in new["connectors"]] == [1, 2]
