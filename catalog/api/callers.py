"""The bearer of an access token, read together with the catalogue's revision: every request needs both."""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, Q, QuerySet, Subquery
from django.db.models.functions import Now
from oauth2_provider.models import get_access_token_model

from catalog.models import Access, ApiClient, CatalogueRevision, ChargingStationModel, Reached
from catalog.prepared import Argument, Prepared

AccessToken = get_access_token_model()

CALLER: Final = "catalog.caller"
"""The key of the WSGI environ under which the response cache leaves what `find_caller` returned. No request header can
set it: those begin with HTTP_."""


class Document(NamedTuple):
    """A station model as the contract's JSON, and its revision."""

    text: str
    revision: int


DOCUMENT_COLUMNS = ("document", "revision")


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    # In the order of the model's fields, which `from_db` relies on.
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


_OWNER = _columns(User, "id", "username", "is_active", "is_staff", "is_superuser")
_CLIENT = _columns(ApiClient, "id", "client_id", "name", "access", "is_active", "user_id")
_TOKEN = ("scope", "is_current")
_CLIENT_AT = len(_TOKEN) + len(_OWNER)
_CATALOGUE_AT = _CLIENT_AT + len(_CLIENT)
_DOCUMENT_AT = _CATALOGUE_AT + len(Reached._fields)


@dataclass(frozen=True)
class Caller:
    """The bearer of a token, and the catalogue as it was when the token was read.

    `is_current` says that the token has not expired, by the database's clock.
    `document` is the station model that was read in the same statement, if one was asked for and exists.
    """

    scopes: frozenset[str]
    is_current: bool
    owner_values: tuple[Any, ...]
    client_values: tuple[Any, ...]
    catalogue: Reached
    document: Document | None

    @cached_property
    def owner(self) -> User:
        """The user for whom the client acts. Columns that do not decide about access are deferred."""
        return User.from_db(DEFAULT_DB_ALIAS, _OWNER, self.owner_values)

    @cached_property
    def client(self) -> ApiClient:
        """The API client to which the token was issued, with deferred columns likewise."""
        client: ApiClient = ApiClient.from_db(DEFAULT_DB_ALIAS, _CLIENT, self.client_values)
        client.user = self.owner
        return client

    @property
    def client_pk(self) -> int:
        return int(self._of_client("id"))

    @property
    def client_id(self) -> str:
        return str(self._of_client("client_id"))

    @property
    def owner_pk(self) -> int:
        return int(self._of_client("user_id"))

    def is_alive(self) -> bool:
        """Return whether the token has not expired, and client and owner are active."""
        return bool(self.is_current and self._of_client("is_active") and self.owner_values[_OWNER.index("is_active")])

    def has_scope(self, scope: str) -> bool:
        """Return whether the token was granted the scope and the client's access still allows it."""
        return scope in self.scopes and scope in Access(self._of_client("access")).scopes

    def _of_client(self, column: str) -> Any:
        return self.client_values[_CLIENT.index(column)]


def bearer_token(environ: Mapping[str, Any]) -> str | None:
    """Return the token of an `Authorization: Bearer` header (RFC 6750); None where there is no such header."""
    scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def find_caller(token: str, model_id: UUID | None = None) -> Caller | None:
    """Return the bearer of a token, whether or not it is still valid; None for a token that was never issued.

    One statement on the primary database: a token is revoked from the next request on, and only the primary knows the
    latest revision. `model_id` is the id of a station model to read in the same statement.
    """
    checksum = hashlib.sha256(token.encode()).hexdigest()
    rows = _callers(with_model=model_id is not None).run(checksum=checksum, model=model_id)
    if not rows:
        return None
    row = rows[0]
    number, begins_at = row[_CATALOGUE_AT:_DOCUMENT_AT]
    document = Document(*row[_DOCUMENT_AT:]) if model_id and row[_DOCUMENT_AT] is not None else None
    return Caller(
        scopes=frozenset(row[0].split()),
        is_current=row[1],
        owner_values=row[len(_TOKEN) : _CLIENT_AT],
        client_values=row[_CLIENT_AT:_CATALOGUE_AT],
        catalogue=Reached(number or 0, begins_at or 0),
        document=document,
    )


@functools.cache
def _callers(*, with_model: bool) -> Prepared:
    checksum = Argument("checksum", AccessToken, "token_checksum")
    tokens: QuerySet = AccessToken.objects.filter(
        token_checksum=checksum, application__isnull=False, application__user__isnull=False
    )
    model = ChargingStationModel.objects.filter(pk=Argument("model", ChargingStationModel, "id")).order_by()
    return Prepared(
        tokens.annotate(is_current=Q(expires__gt=Now())).values_list(
            *_TOKEN,
            *(f"application__user__{name}" for name in _OWNER),
            *(f"application__{name}" for name in _CLIENT),
            *_each_column(CatalogueRevision.objects.all()[:1], Reached._fields),
            *(_each_column(model, DOCUMENT_COLUMNS) if with_model else ()),
        ),
        DEFAULT_DB_ALIAS,
    )


def _each_column(row: QuerySet, columns: Iterable[str]) -> list[Subquery]:
    """Return a subquery for each column of a row of which there is one at most: NULL where there is none."""
    return [Subquery(row.values(column)) for column in columns]
