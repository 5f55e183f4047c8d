"""Caller of a request, read from the access token together with the catalogue revision."""

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

_SCOPES: Final = {access.value: access.scopes for access in Access}

CALLER: Final = "catalog.caller"
"""Key of the WSGI environ with the result of `get_caller`, set by the response cache. Request headers cannot set it,
because their keys begin with HTTP_."""


class Document(NamedTuple):
    """JSON document of a station model, and its revision."""

    text: str
    revision: int


DOCUMENT_COLUMNS = ("document", "revision")

# `from_db` requires the order of the model fields.
_OWNER = ("id", "is_superuser", "username", "is_staff", "is_active")
_CLIENT = ("id", "client_id", "name", "user_id", "access", "is_active")

# Offsets in a row.
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
    """Caller of a request, and the catalogue revision when the token was read."""

    @cached_property
    def owner(self) -> User:
        """The owner of the API client. Only columns that access control needs are loaded."""
        return User.from_db(DEFAULT_DB_ALIAS, _OWNER, self[_OWNER_AT:_CLIENT_AT])

    @cached_property
    def client(self) -> ApiClient:
        """The API client. Only columns that access control needs are loaded."""
        client: ApiClient = ApiClient.from_db(DEFAULT_DB_ALIAS, _CLIENT, self[_CLIENT_AT : _CLIENT_AT + len(_CLIENT)])
        client.user = self.owner
        return client

    @property
    def catalogue(self) -> RevisionState:
        return RevisionState(self.number or 0, self.base_number or 0)

    @property
    def document(self) -> Document | None:
        """The station model read in the same statement, if requested and found."""
        if self.document_text is None or self.document_revision is None:
            return None
        return Document(self.document_text, self.document_revision)

    @property
    def is_alive(self) -> bool:
        """Whether the token is valid and client and owner are active."""
        return self.is_current and self.client_is_active and self.owner_is_active

    def has_scope(self, scope: str) -> bool:
        """Return whether the token was granted the scope and the client's access still allows it."""
        return scope in self.scope.split() and scope in _SCOPES[self.access]


def bearer_token(environ: Mapping[str, Any]) -> str | None:
    """Return the token of an `Authorization: Bearer` header (RFC 6750), or None."""
    scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def get_caller(token: str, model_id: UUID | None = None) -> Caller | None:
    """Return the caller with this token, even if the token has expired; None for an unknown token.

    Executes one statement on the primary database, so that a revoked token is rejected immediately and the revision is
    current. `model_id` is the ID of a station model to read in the same statement.
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
    columns += [Subquery(revision.values(name)) for name in RevisionState._fields]  # NULL if there is no row
    columns += [F(f"application__user__{name}") for name in _OWNER]
    columns += [F(f"application__{name}") for name in _CLIENT]
    columns += [Subquery(model.values(name)) for name in DOCUMENT_COLUMNS] if with_model else []
    return CompiledQuery(tokens.values_list(*columns), DEFAULT_DB_ALIAS)
