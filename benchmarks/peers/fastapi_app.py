"""FastAPI, SQLAlchemy's asyncio on asyncpg, pydantic: one session a request, connectors by selectinload."""

import hashlib
import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload
from sqlalchemy.types import DateTime

_url = urlsplit(os.environ["PEER_DATABASE_URL"])._replace(scheme="postgresql+asyncpg").geturl()
engine = create_async_engine(_url, pool_size=8, max_overflow=0)
# Reading needs no transaction, and so no BEGIN and ROLLBACK around it.
reading = async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False)
writing = async_sessionmaker(engine, expire_on_commit=False)


class Row(DeclarativeBase):
    pass


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class User(Row):
    __tablename__ = "auth_user"
    id: Mapped[int] = mapped_column(primary_key=True)
    is_active: Mapped[bool]
    is_staff: Mapped[bool]


class Token(Row):
    __tablename__ = "peers_token"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Connector(Row):
    __tablename__ = "peers_connector"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_model_id: Mapped[int] = mapped_column(ForeignKey("peers_stationmodel.seq"))
    position: Mapped[int]
    connector_id: Mapped[int]
    connection_type: Mapped[str]
    format: Mapped[str]
    max_amperage: Mapped[float]
    max_voltage: Mapped[float]
    max_power_watts: Mapped[float]


class StationModel(Row):
    __tablename__ = "peers_stationmodel"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    vendor: Mapped[str]
    model: Mapped[str]
    vendor_key: Mapped[str]
    model_key: Mapped[str]
    friendly_name: Mapped[str | None]
    power_type: Mapped[str]
    ocpp_url_key: Mapped[str]
    image_url: Mapped[str | None]
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    connectors: Mapped[list[Connector]] = relationship(order_by=Connector.position)

    @property
    def configuration_keys(self) -> dict[str, str]:
        return {"ocppUrl": self.ocpp_url_key}


Text = Annotated[str, Field(min_length=1, max_length=200)]


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ConfigurationKeys(BaseModel):
    ocppUrl: Text


class ConnectorIn(BaseModel):
    id: int = Field(ge=1)
    connectionType: str
    format: Literal["CABLE", "SOCKET"]
    maxAmperage: float = Field(gt=0)
    maxVoltage: float = Field(gt=0)
    maxPowerWatts: float = Field(gt=0)


class StationModelIn(BaseModel):
    vendor: Text
    model: Text
    friendlyName: Text | None = None
    powerType: Literal["AC_1_PHASE", "AC_3_PHASE", "DC"]
    connectors: list[ConnectorIn] = Field(min_length=1, max_length=64)
    configurationKeys: ConfigurationKeys
    imageUrl: AnyHttpUrl | None = None


class ConnectorOut(Out):
    id: int = Field(validation_alias="connector_id")
    connectionType: str = Field(validation_alias="connection_type")
    format: str
    maxAmperage: float = Field(validation_alias="max_amperage")
    maxVoltage: float = Field(validation_alias="max_voltage")
    maxPowerWatts: float = Field(validation_alias="max_power_watts")


class StationModelOut(Out):
    id: uuid.UUID
    vendor: str
    model: str
    friendlyName: str | None = Field(validation_alias="friendly_name")
    powerType: str = Field(validation_alias="power_type")
    connectors: list[ConnectorOut]
    configurationKeys: ConfigurationKeys = Field(validation_alias="configuration_keys")
    imageUrl: str | None = Field(validation_alias="image_url")
    isArchived: bool = Field(validation_alias="archived")
    createdAt: datetime = Field(validation_alias="created_at")
    updatedAt: datetime = Field(validation_alias="updated_at")


class Page(BaseModel):
    hasMore: bool
    items: list[StationModelOut]


class PageOut(BaseModel):
    data: Page


class Envelope(BaseModel):
    data: StationModelOut


async def session() -> AsyncIterator[AsyncSession]:
    async with reading() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


async def caller(
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))], reader: Session
) -> User:
    if shown is not None:
        digest = hashlib.sha256(shown.credentials.encode()).hexdigest()
        asked = select(User).join(Token).where(Token.digest == digest, Token.expires_at > now(), User.is_active)
        user = (await reader.execute(asked)).scalar_one_or_none()
        if user is not None:
            return user
    raise HTTPException(401, "No valid token.", {"WWW-Authenticate": "Bearer"})


Caller = Annotated[User, Depends(caller)]
app = FastAPI(openapi_url=None)
MODELS = "/asset-management/v1/charging-station-models"
stored = select(StationModel).options(selectinload(StationModel.connectors)).order_by(StationModel.seq)


@app.get(MODELS)
async def page(
    user: Caller,
    reader: Session,
    limit: Annotated[int, Query(ge=1)] = 20,
    startingAfter: uuid.UUID | None = None,
    vendor: Text | None = None,
    isArchived: bool = False,
) -> PageOut:
    limit = min(limit, 100)
    found = stored.where(StationModel.archived == isArchived).limit(limit + 1)
    if vendor:
        found = found.where(StationModel.vendor_key == vendor.casefold())
    if startingAfter:
        place = select(StationModel.seq).where(StationModel.id == startingAfter).scalar_subquery()
        found = found.where(StationModel.seq > place)
    rows = (await reader.scalars(found)).all()
    items = [StationModelOut.model_validate(row) for row in rows[:limit]]
    return PageOut(data=Page(hasMore=len(rows) > limit, items=items))


@app.get(MODELS + "/{key}")
async def one(user: Caller, reader: Session, key: uuid.UUID) -> StationModelOut:
    row = (await reader.scalars(stored.where(StationModel.id == key))).one_or_none()
    if row is None:
        raise HTTPException(404)
    return StationModelOut.model_validate(row)


@app.post(MODELS, status_code=201)
async def create(user: Caller, reader: Session, body: StationModelIn) -> Envelope:
    if not user.is_staff:
        raise HTTPException(403)
    await reader.close()  # or each writer would hold one connection of the pool and wait for another
    row = StationModel(
        vendor=body.vendor, model=body.model, vendor_key=body.vendor.casefold(), model_key=body.model.casefold(),
        friendly_name=body.friendlyName, power_type=body.powerType, ocpp_url_key=body.configurationKeys.ocppUrl,
        image_url=str(body.imageUrl) if body.imageUrl else None,
        connectors=[
            Connector(
                position=position, connector_id=each.id, connection_type=each.connectionType, format=each.format,
                max_amperage=each.maxAmperage, max_voltage=each.maxVoltage, max_power_watts=each.maxPowerWatts,
            )
            for position, each in enumerate(body.connectors)
        ],
    )  # fmt: skip
    async with writing.begin() as writer:
        writer.add(row)
    return Envelope(data=StationModelOut.model_validate(row))
