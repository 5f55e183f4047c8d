"""Who calls, and at which revision the catalogue is: one query, for every request asks both. Where a request is for one
model, that is read in it too."""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet, Subquery
from django.db.models.base import ModelState
from oauth2_provider.models import get_access_token_model
from rest_framework.request import Request

from catalog.models import ApiClient, CatalogueRevision, ChargingStationModel, Reached
from catalog.prepared import Argument, Prepared

AccessToken = get_access_token_model()
Row = TypeVar("Row", bound=Model)


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


_OWNER = _columns(User, "id", "username", "is_active", "is_staff", "is_superuser")
_CLIENT = _columns(ApiClient, "id", "client_id", "name", "access", "is_active", "user_id")
_CLIENT_AT, _REST_AT = len(_OWNER), len(_OWNER) + len(_CLIENT)
_COLUMNS = (
    "scope",
    "expires",
    *(f"application__user__{name}" for name in _OWNER),
    *(f"application__{name}" for name in _CLIENT),
)


class Document(NamedTuple):
    """A station model, as the contract's JSON: the columns of its row that `DOCUMENT` names."""

    text: str
    revision: int


DOCUMENT = ("document", "revision")


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of a token, and what the catalogue was when it was shown.

    Owner and client are rows with what decides here; what else they have is read when it is asked for.
    """

    owner: User
    client: ApiClient
    scopes: frozenset[str]
    expires: datetime
    catalogue: Reached
    model: Document | None
    """The one that was asked for with the caller, if there is such a one."""

    def is_alive(self, now: datetime) -> bool:
        return self.expires > now and self.client.may_call

    def has_scope(self, scope: str) -> bool:
        """What was granted to the token, as far as its client's access reaches now."""
        return scope in self.scopes and scope in self.client.scopes


@functools.cache
def _callers(*, with_model: bool) -> Prepared:
    checksum = Argument("checksum", AccessToken, "token_checksum")
    tokens: QuerySet = AccessToken.objects.filter(
        token_checksum=checksum, application__isnull=False, application__user__isnull=False
    )
    model = ChargingStationModel.objects.filter(pk=Argument("model", ChargingStationModel, "id")).order_by()
    beside = [
        *_each_of(CatalogueRevision.objects.all()[:1], Reached._fields),
        *(_each_of(model, DOCUMENT) if with_model else ()),
    ]
    return Prepared(tokens.values_list(*_COLUMNS, *beside), DEFAULT_DB_ALIAS)


def _each_of(row: QuerySet, columns: Iterable[str]) -> list[Subquery]:
    """NULL where there is no such row, of which there is one at most."""
    return [Subquery(row.values(column)) for column in columns]


def find_caller(token: str, model: UUID | None = None) -> Caller | None:
    """This will return whom the token stands for, whether it is still good or not; None for a token never given.

    Always of the primary: a token is revoked from the next request on, and the revision is where the truth is. `model`
    is the id of one to be read in the same moment, which costs less than half of a query of its own.
    """
    checksum = hashlib.sha256(token.encode()).hexdigest()
    rows = _callers(with_model=model is not None).run(checksum=checksum, model=model)
    if not rows:
        return None
    scope, expires, *row = rows[0]
    owner, client, (number, begins_at, *found) = row[:_CLIENT_AT], row[_CLIENT_AT:_REST_AT], row[_REST_AT:]
    user = _as_object(User, _OWNER, owner)
    return Caller(
        owner=user,
        client=_as_object(ApiClient, _CLIENT, client, user=user),
        scopes=frozenset(scope.split()),
        expires=expires,
        catalogue=Reached(number or 0, begins_at or 0),
        model=Document(*found) if found and found[0] is not None else None,
    )


def _as_object(model: type[Row], columns: Iterable[str], values: Iterable[Any], **related: Model) -> Row:
    """What `from_db` makes of a row, without its signals, which nobody hears: they take as long as the query."""
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    made._state.fields_cache = related
    vars(made).update(zip(columns, values, strict=True))
    return made


def catalogue_of(request: Request) -> Reached:
    """This will return the catalogue's revision as the request found it: read with its token, else now."""
    auth: Any = request.auth
    return auth.catalogue if auth else CatalogueRevision.current()


def model_of(request: Request) -> Document | None:
    """This will return the model that was read with the caller."""
    auth: Any = request.auth
    return auth.model if auth else None
