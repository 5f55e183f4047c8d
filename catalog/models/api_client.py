"""The API client: a program that acts for a user, no further than its access bound."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AbstractApplication, ApplicationManager

from catalog.fields import TrimmedTextField

READ_SCOPE = "models:read"
WRITE_SCOPE = "models:write"


class Access(models.TextChoices):
    READ = "read", "Read"
    WRITE = "write", "Read and write"


_SCOPES = {Access.READ: (READ_SCOPE,), Access.WRITE: (READ_SCOPE, WRITE_SCOPE)}


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def issue(self, *, name: str, owner: User, access: str) -> tuple["ApiClient", str]:
        """This will create a client and return it with its secret, which is stored as a hash and shown never again.

        Raises ValidationError when the name is taken or empty, or the access is unknown.
        """
        secret = generate_client_secret()
        client = self.model(name=name, user=owner, access=access, client_secret=secret)
        client.full_clean()
        client.save(force_insert=True)
        return client, secret


class ApiClient(AbstractApplication):
    """An OAuth 2.0 client for the client credentials grant, and for no other."""

    name = TrimmedTextField(max_length=200, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="api_clients",
        verbose_name="owner",
        help_text="The client acts for this user: staff rights are the owner's, access only narrows them.",
    )
    access = models.CharField(max_length=10, choices=Access, default=Access.READ)
    is_active = models.BooleanField(
        "active", default=True, help_text="A disabled client is refused at its next request."
    )
    client_type = models.CharField(max_length=32, default=AbstractApplication.CLIENT_CONFIDENTIAL, editable=False)
    authorization_grant_type = models.CharField(
        max_length=44, default=AbstractApplication.GRANT_CLIENT_CREDENTIALS, editable=False
    )

    objects = ApplicationManager.from_queryset(ApiClientQuerySet)()

    class Meta:
        verbose_name = "API client"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="client_name_is_given", condition=~models.Q(name="")),
            models.CheckConstraint(name="client_access_is_known", condition=models.Q(access__in=Access.values)),
            models.CheckConstraint(
                name="client_is_confidential",
                condition=models.Q(
                    client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
                    authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
                    hash_client_secret=True,
                ),
            ),
        ]

    def natural_key(self) -> tuple[str]:
        return (self.client_id,)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The most that a token of this client may do."""
        return _SCOPES[Access(self.access)]

    @property
    def may_call(self) -> bool:
        return bool(self.is_active and self.user.is_active)

    def is_usable(self, request: Any) -> bool:
        """This will say whether the token endpoint may serve the client."""
        return self.may_call
