"""django-ninja: schemas by pydantic, the ORM with prefetch_related."""

import hashlib
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from benchmarks.peers.models import Connector, StationModel, Token

Text = Annotated[str, Field(min_length=1, max_length=200)]


class Bearer(HttpBearer):
    def authenticate(self, request, token):
        digest = hashlib.sha256(token.encode()).hexdigest()
        found = Token.objects.select_related("user").filter(digest=digest, expires_at__gt=timezone.now()).first()
        return found.user if found and found.user.is_active else None


class ConnectorIn(Schema):
    id: int = Field(ge=1)
    connectionType: str
    format: Literal["CABLE", "SOCKET"]
    maxAmperage: float = Field(gt=0)
    maxVoltage: float = Field(gt=0)
    maxPowerWatts: float = Field(gt=0)


class ConfigurationKeys(Schema):
    ocppUrl: Text


class StationModelIn(Schema):
    vendor: Text
    model: Text
    friendlyName: Text | None = None
    powerType: Literal["AC_1_PHASE", "AC_3_PHASE", "DC"]
    connectors: list[ConnectorIn] = Field(min_length=1, max_length=64)
    configurationKeys: ConfigurationKeys
    imageUrl: str | None = Field(default=None, max_length=500)


class ConnectorOut(Schema):
    id: int = Field(alias="connector_id")
    connectionType: str = Field(alias="connection_type")
    format: str
    maxAmperage: float = Field(alias="max_amperage")
    maxVoltage: float = Field(alias="max_voltage")
    maxPowerWatts: float = Field(alias="max_power_watts")


class StationModelOut(Schema):
    id: UUID
    vendor: str
    model: str
    friendlyName: str | None = Field(alias="friendly_name")
    powerType: str = Field(alias="power_type")
    connectors: list[ConnectorOut]
    configurationKeys: ConfigurationKeys
    imageUrl: str | None = Field(alias="image_url")
    isArchived: bool = Field(alias="archived")
    createdAt: datetime = Field(alias="created_at")
    updatedAt: datetime = Field(alias="updated_at")

    @staticmethod
    def resolve_configurationKeys(station_model):
        return {"ocppUrl": station_model.ocpp_url_key}


class Page(Schema):
    hasMore: bool
    items: list[StationModelOut]


class PageOut(Schema):
    data: Page


class Envelope(Schema):
    data: StationModelOut


class Filters(Schema):
    limit: int = Field(20, ge=1)
    startingAfter: UUID | None = None
    vendor: Text | None = None
    isArchived: bool = False


api = NinjaAPI(auth=Bearer(), openapi_url=None, docs_url=None)
stored = StationModel.objects.prefetch_related("connectors").order_by("seq")


@api.get("/charging-station-models", response=PageOut)
def page(request: HttpRequest, filters: Query[Filters]):
    limit = min(filters.limit, 100)
    found = stored.filter(archived=filters.isArchived)
    if filters.vendor:
        found = found.filter(vendor_key=filters.vendor.casefold())
    if filters.startingAfter:
        found = found.filter(seq__gt=StationModel.objects.filter(id=filters.startingAfter).values("seq"))
    rows = list(found[: limit + 1])
    return {"data": {"hasMore": len(rows) > limit, "items": rows[:limit]}}


@api.get("/charging-station-models/{uuid:key}", response=StationModelOut)
def one(request: HttpRequest, key: UUID):
    return get_object_or_404(stored, id=key)


@api.post("/charging-station-models", response={201: Envelope})
def create(request: HttpRequest, body: StationModelIn):
    if not request.auth.is_staff:
        raise HttpError(403, "Only staff create models.")
    with transaction.atomic():
        station_model = StationModel.objects.create(
            vendor=body.vendor, model=body.model, vendor_key=body.vendor.casefold(), model_key=body.model.casefold(),
            friendly_name=body.friendlyName, power_type=body.powerType, ocpp_url_key=body.configurationKeys.ocppUrl,
            image_url=body.imageUrl,
        )  # fmt: skip
        Connector.objects.bulk_create(
            Connector(
                station_model=station_model, position=position, connector_id=each.id, format=each.format,
                connection_type=each.connectionType, max_amperage=each.maxAmperage, max_voltage=each.maxVoltage,
                max_power_watts=each.maxPowerWatts,
            )
            for position, each in enumerate(body.connectors)
        )  # fmt: skip
    return 201, {"data": station_model}


urlpatterns = [path("asset-management/v1/", api.urls)]
