"""`rebuild_search_words` makes the words of all models right again, and changes nothing else."""

import pytest
from django.core.management import call_command

from catalog.models import CatalogueRevision, ChargingStationModel, SearchWord
from catalog.models.integrity import find_inconsistencies
from tests.factories import ReportedIdentityFactory, StationModelFactory

pytestmark = pytest.mark.django_db


def test_wrong_words_missing_words_and_words_of_no_model_are_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    station_model = StationModelFactory(model="PLP1")
    StationModelFactory(archived=True)
    ReportedIdentityFactory(model="QX7", station_models=[station_model])
    revision = CatalogueRevision.current().number
    SearchWord.objects.filter(word__in=["plp1", "qx7"]).delete()
    SearchWord.objects.create(word="wrong", created_revision=station_model.created_revision)
    SearchWord.objects.create(word="stray", created_revision=4711)

    call_command("rebuild_search_words")

    assert list(find_inconsistencies()) == []
    assert list(ChargingStationModel.objects.matching("plp1 qx7")) == [station_model]
    assert CatalogueRevision.current().number == revision
    assert "Search words of 2 models rebuilt." in capsys.readouterr().err
