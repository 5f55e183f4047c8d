"""Who calls, and at which revision the catalogue is: one query, for every request asks both."""

import functools
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet, Subquery
from oauth2_provider.models import get_access_token_model
from rest_framework.request import Request

from catalog.models import ApiClient, CatalogueRevision
from catalog.prepared import Argument, Prepared

AccessToken = get_access_token_model()


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    """In the order of the model's fields, which `from_db` relies on."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


_OWNER = _columns(User, "id", "username", "is_active", "is_staff", "is_superuser")
_CLIENT = _columns(ApiClient, "id", "client_id", "name", "access", "is_active", "user_id")
_COLUMNS = (
    "scope",
    "expires",
    *(f"application__user__{name}" for name in _OWNER),
    *(f"application__{name}" for name in _CLIENT),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of a token, and what the catalogue was when it was shown.

    Owner and client are rows with what decides here; what else they have is read when it is asked for.
    """

    owner: User
    client: ApiClient
    scopes: frozenset[str]
    expires: datetime
    catalogue: CatalogueRevision

    def is_alive(self, now: datetime) -> bool:
        return self.expires > now and self.client.may_call

    def has_scope(self, scope: str) -> bool:
        """What was granted to the token, as far as its client's access reaches now."""
        return scope in self.scopes and scope in self.client.scopes


@functools.cache
def _callers() -> Prepared:
    checksum = Argument("checksum", AccessToken, "token_checksum")
    catalogue = CatalogueRevision.objects
    tokens: QuerySet = AccessToken.objects.filter(
        token_checksum=checksum, application__isnull=False, application__user__isnull=False
    )
    return Prepared(
        tokens.values_list(
            *_COLUMNS, Subquery(catalogue.values("number")[:1]), Subquery(catalogue.values("begins_at")[:1])
        ),
        DEFAULT_DB_ALIAS,
    )


def find_caller(token: str) -> Caller | None:
    """This will return whom the token stands for, whether it is still good or not; None for a token never given.

    Always of the primary: a token is revoked from the next request on, and the revision is where the truth is.
    """
    rows = _callers().run(checksum=hashlib.sha256(token.encode()).hexdigest())
    if not rows:
        return None
    scope, expires, *row = rows[0]
    owner, client, (number, begins_at) = row[: len(_OWNER)], row[len(_OWNER) : -2], row[-2:]
    caller = Caller(
        owner=User.from_db(DEFAULT_DB_ALIAS, _OWNER, owner),
        client=ApiClient.from_db(DEFAULT_DB_ALIAS, _CLIENT, client),
        scopes=frozenset(scope.split()),
        expires=expires,
        # None after `manage.py flush`, until the first change.
        catalogue=CatalogueRevision(number=number or 0, begins_at=begins_at or 0),
    )
    caller.client.user = caller.owner
    return caller


def catalogue_of(request: Request) -> CatalogueRevision:
    """This will return the catalogue's revision as the request found it: read with its token, else now."""
    auth: Any = request.auth
    return auth.catalogue if auth else CatalogueRevision.current()
