"""The bearer of an access token, read together with the catalogue's revision: every request needs both."""

import functools
import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, Q, QuerySet, Subquery
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from catalog.db.statements import CompiledQuery, Parameter
from catalog.models import Access, ApiClient, CatalogueRevision, ChargingStationModel, RevisionState

AccessToken = get_access_token_model()

CALLER: Final = "catalog.caller"
"""The key of the WSGI environ under which the response cache leaves what `get_caller` returned. No request header can
set it: those begin with HTTP_."""


class Document(NamedTuple):
    """A station model as the contract's JSON, and its revision."""

    text: str
    revision: int


DOCUMENT_COLUMNS = ("document", "revision")

# Columns in the order of their models' fields, which `from_db` relies on.
_OWNER = ("id", "is_superuser", "username", "is_staff", "is_active")
_CLIENT = ("id", "client_id", "name", "user_id", "access", "is_active")

# Where those stand in a row.
_OWNER_AT = 4
_CLIENT_AT = _OWNER_AT + len(_OWNER)


class _Row(NamedTuple):
    scope: str
    is_current: bool
    number: int | None
    base_number: int | None
    owner_pk: int
    is_superuser: bool
    username: str
    is_staff: bool
    owner_is_active: bool
    client_pk: int
    client_id: str
    client_name: str
    user_id: int
    access: str
    client_is_active: bool
    document_text: str | None = None
    document_revision: int | None = None


class Caller(_Row):
    """The bearer of a token, and the catalogue as it was when the token was read."""

    @cached_property
    def owner(self) -> User:
        """The user for whom the client acts. Columns that do not decide about access are deferred."""
        return User.from_db(DEFAULT_DB_ALIAS, _OWNER, self[_OWNER_AT:_CLIENT_AT])

    @cached_property
    def client(self) -> ApiClient:
        """The API client to which the token was issued, with deferred columns likewise."""
        client: ApiClient = ApiClient.from_db(DEFAULT_DB_ALIAS, _CLIENT, self[_CLIENT_AT : _CLIENT_AT + len(_CLIENT)])
        client.user = self.owner
        return client

    @property
    def catalogue(self) -> RevisionState:
        return RevisionState(self.number or 0, self.base_number or 0)

    @property
    def document(self) -> Document | None:
        """The station model that was read in the same statement, if one was asked for and exists."""
        if self.document_text is None or self.document_revision is None:
            return None
        return Document(self.document_text, self.document_revision)

    @property
    def is_alive(self) -> bool:
        """Whether the token has not expired, and client and owner are active."""
        return self.is_current and self.client_is_active and self.owner_is_active

    def has_scope(self, scope: str) -> bool:
        """Return whether the token was granted the scope and the client's access still allows it."""
        return scope in self.scope.split() and scope in Access(self.access).scopes


def bearer_token(environ: Mapping[str, Any]) -> str | None:
    """Return the token of an `Authorization: Bearer` header (RFC 6750); None where there is no such header."""
    scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def get_caller(token: str, model_id: UUID | None = None) -> Caller | None:
    """Return the bearer of a token, whether or not it is still valid; None for a token that was never issued.

    One statement on the primary database: a token is revoked from the next request on, and only the primary knows the
    latest revision. `model_id` is the id of a station model to read in the same statement.
    """
    checksum = hashlib.sha256(token.encode()).hexdigest()
    rows = _compiled_query(with_model=model_id is not None).run(checksum=checksum, model=model_id, now=timezone.now())
    return Caller(*rows[0]) if rows else None


@functools.cache
def _compiled_query(*, with_model: bool) -> CompiledQuery:
    checksum = Parameter("checksum", AccessToken, "token_checksum")
    tokens = AccessToken.objects.filter(
        token_checksum=checksum, application__isnull=False, application__user__isnull=False
    )
    revision: QuerySet = CatalogueRevision.objects.all()[:1]
    model = ChargingStationModel.objects.filter(pk=Parameter("model", ChargingStationModel, "id")).order_by()
    columns: list[Any] = ["scope", Q(expires__gt=Parameter("now", AccessToken, "expires"))]
    columns += [Subquery(revision.values(name)) for name in RevisionState._fields]  # NULL where there is no row yet
    columns += [F(f"application__user__{name}") for name in _OWNER]
    columns += [F(f"application__{name}") for name in _CLIENT]
    columns += [Subquery(model.values(name)) for name in DOCUMENT_COLUMNS] if with_model else []
    return CompiledQuery(tokens.values_list(*columns), DEFAULT_DB_ALIAS)
