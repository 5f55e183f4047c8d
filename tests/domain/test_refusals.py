"""What the domain refuses, whoever asks: in words, all at once, and with nothing changed."""

import pytest
from django.core.exceptions import ValidationError

from catalog.exceptions import CatalogueError
from catalog.models import ChargingStationModel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["vendor", "model", "friendly_name", "ocpp_url_key", "image_url"])
@pytest.mark.parametrize("bad", ["a\x00b", "a\nb", "a\u202eb", "a\ud800b"])
def test_characters_that_no_database_can_judge_are_refused_by_the_domain(name: str, bad: str) -> None:
    before = catalogue_rows()

    with pytest.raises(ValidationError) as refusal:
        StationModelFactory(**{name: f"https://x.example/{bad}" if name == "image_url" else bad})

    assert set(refusal.value.message_dict) == {name}
    assert catalogue_rows() == before


def test_a_model_needs_a_connector() -> None:
    before = catalogue_rows()

    with pytest.raises(ValidationError) as refusal:
        StationModelFactory(connectors=[])

    assert set(refusal.value.message_dict) == {"connectors"}
    assert catalogue_rows() == before


def test_all_faults_of_a_model_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        StationModelFactory(
            vendor="", power_type="XX", connectors=[connector_data(0), connector_data(0, format="HOLE")]
        )

    assert set(refusal.value.message_dict) == {"vendor", "power_type", "connectors"}
    assert len(refusal.value.message_dict["connectors"]) == 4


def test_many_models_are_added_all_or_none() -> None:
    before = catalogue_rows()
    drafts = [
        {
            "vendor": "Alfen",
            "model": model,
            "power_type": "DC",
            "ocpp_url_key": "OcppUrl",
            "connectors": [connector_data()],
        }
        for model in ("A", "B", "a")
    ]

    with pytest.raises(CatalogueError):
        ChargingStationModel.objects.create_many(drafts, by=TEST_ACTOR)

    assert catalogue_rows() == before
