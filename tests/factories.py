"""Rows for tests, made by the domain's own calls: what a test asserts on stands in the test."""

from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone

from catalog.models import (
    Actor,
    ApiClient,
    Channel,
    ChargingStationModel,
    ReportedIdentity,
    UnknownHardware,
    Vendor,
    VendorSynonym,
)
from catalog.normalise import normalise_model, normalise_vendor

TEST_ACTOR = Actor(channel=Channel.COMMAND, command="tests")


def staff_actor(user: Any = None, request_id: str = "") -> Actor:
    """A member of staff in the admin: this one, else a new one."""
    return Actor(channel=Channel.ADMIN, user=user or UserFactory(is_staff=True), request_id=request_id)


def connector_data(connector_id: int = 1, **fields: Any) -> dict[str, Any]:
    """Fields of a connector, as the domain takes them: a Type 2 socket of 7.4 kW."""
    return {
        "connector_id": connector_id,
        "connection_type": "IEC_62196_T2",
        "format": "SOCKET",
        "max_amperage": 32,
        "max_voltage": 230,
        "max_power_watts": 7360,
        **fields,
    }


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence("user-{}".format)


class ApiClientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApiClient

    name = factory.Sequence("client {}".format)
    user = factory.SubFactory(UserFactory)
    access = "write"


def issue_client(**fields: Any) -> tuple[ApiClient, str]:
    """Issue a client of the domain, with its secret."""
    return ApiClient.objects.issue(**{"by": TEST_ACTOR, **fields})


class StationModelFactory(factory.django.DjangoModelFactory):
    """`connectors` takes fields of connectors, `archived=True` archives."""

    class Meta:
        model = ChargingStationModel

    vendor = "Alfen"
    model = factory.Sequence("NG910-{}".format)
    power_type = "AC_1_PHASE"
    ocpp_url_key = "BackOffice-URL-wired"

    @classmethod
    def _create(cls, model_class: type[ChargingStationModel], *args: Any, **kwargs: Any) -> ChargingStationModel:
        archived = kwargs.pop("archived", False)
        kwargs.setdefault("by", TEST_ACTOR)
        connectors = kwargs.pop("connectors", [connector_data()])
        station_model = model_class.objects.create_with_connectors(**kwargs, connectors=connectors)
        if archived:
            station_model.archive(by=TEST_ACTOR)
        return station_model


class VendorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vendor

    name = "Alfen"

    @classmethod
    def _create(cls, model_class: type[Vendor], *args: Any, **kwargs: Any) -> Vendor:
        return model_class.objects.create_audited(**kwargs, by=TEST_ACTOR)


class VendorSynonymFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VendorSynonym

    name = factory.Sequence("Alfen by another name {}".format)
    vendor = "Alfen"

    @classmethod
    def _create(cls, model_class: type[VendorSynonym], *args: Any, **kwargs: Any) -> VendorSynonym:
        return model_class.objects.create_audited(**{"by": TEST_ACTOR, **kwargs})


class ReportedIdentityFactory(factory.django.DjangoModelFactory):
    """`station_models` are those that it can be: a new one, unless they are given."""

    class Meta:
        model = ReportedIdentity

    vendor = "Alfen BV"
    model = factory.Sequence("ALF-{}".format)

    @classmethod
    def _create(cls, model_class: type[ReportedIdentity], *args: Any, **kwargs: Any) -> ReportedIdentity:
        station_models = kwargs.pop("station_models", None) or [StationModelFactory()]
        return model_class.objects.create_audited(**kwargs, station_models=station_models, by=TEST_ACTOR)


class UnknownHardwareFactory(factory.django.DjangoModelFactory):
    """Reported once, by the user `asked_by`, who also decided on it where its state says so."""

    class Meta:
        model = UnknownHardware
        exclude = ["asked_by"]

    class Params:
        is_decided = factory.LazyAttribute(lambda row: row.state != "waiting" or bool(row.returned_because))

    returned_because = ""

    vendor = "Unheard-of"
    model = factory.Sequence("X-{}".format)
    normalised_vendor = factory.LazyAttribute(lambda row: normalise_vendor(row.vendor))
    normalised_model = factory.LazyAttribute(lambda row: normalise_model(row.model))
    count = 1
    first_seen_at = factory.LazyFunction(timezone.now)
    last_seen_at = factory.SelfAttribute("first_seen_at")
    asked_by = factory.SubFactory(UserFactory)
    first_user = factory.SelfAttribute("asked_by")
    last_user = factory.SelfAttribute("asked_by")
    state = "waiting"
    decided_by = factory.Maybe("is_decided", yes_declaration=factory.SelfAttribute("asked_by"), no_declaration=None)
    decided_at = factory.Maybe("is_decided", yes_declaration=factory.SelfAttribute("last_seen_at"), no_declaration=None)
    decided_count = factory.Maybe("is_decided", yes_declaration=factory.SelfAttribute("count"), no_declaration=None)
    decided_revision = factory.Maybe("is_decided", yes_declaration=0, no_declaration=None)


__all__ = [
    "TEST_ACTOR",
    "ApiClientFactory",
    "ReportedIdentityFactory",
    "StationModelFactory",
    "UnknownHardwareFactory",
    "UserFactory",
    "VendorFactory",
    "VendorSynonymFactory",
    "connector_data",
    "staff_actor",
]
