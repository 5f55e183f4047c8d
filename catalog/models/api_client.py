"""The API client: a program that acts for a user, no further than its access bound."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AbstractApplication, ApplicationManager

from catalog.fields import TrimmedTextField
from catalog.models.access_event import AccessAction, AccessEvent
from catalog.models.audit_event import Actor
from catalog.models.client_state import ClientState

READ_SCOPE = "models:read"
WRITE_SCOPE = "models:write"

PREVIOUS_SECRET_TTL = timedelta(hours=24)
"""How long a secret works on after its rotation, unless one says otherwise."""

PREVIOUS_SECRET_TTL_MAX = timedelta(days=7)

_NO_FORMER_SECRET = {"previous_secret": "", "previous_secret_expires_at": None}

_FACT_NAMES = {"user": "owner"}
"""What an event calls a field, where that is not the field's name."""

_LAST_TOKEN_RESOLUTION = timedelta(hours=1)


class Access(models.TextChoices):
    READ = "read", "Read"
    WRITE = "write", "Read and write"

    @property
    def scopes(self) -> tuple[str, ...]:
        """The most that a token of a client with this access may do."""
        return (READ_SCOPE, WRITE_SCOPE) if self is Access.WRITE else (READ_SCOPE,)


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def blocked(self) -> Self:
        """Keep the enabled clients that are refused because their owner is deactivated."""
        return self.filter(is_active=True, user__is_active=False)

    def with_overlapping_secret(self, now: datetime) -> Self:
        """Keep the clients whose former secret still works."""
        return self.filter(previous_secret_expires_at__gt=now)

    def issue(self, *, name: str, owner: User, access: str, by: Actor) -> tuple["ApiClient", str]:
        """Create a client and return it with its secret, which is stored as a hash and shown never again.

        Raises ValidationError when the name is taken or empty, the access is unknown, or the owner is deactivated.
        """
        secret = generate_client_secret()
        client = self.model(name=name, user=owner, access=access, client_secret=secret)
        client.full_clean()
        with transaction.atomic():
            client.save(force_insert=True)
            facts = {"owner": owner.get_username(), "access": client.access}
            AccessEvent.objects.record(AccessAction.CLIENT_ISSUED, by, client=client, facts=facts)
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
    secret_issued_at = models.DateTimeField("secret since", default=timezone.now, editable=False)
    previous_secret = models.CharField(
        max_length=255, blank=True, editable=False, help_text="Hash of the secret before the last rotation."
    )
    previous_secret_expires_at = models.DateTimeField("former secret works until", null=True, editable=False)
    last_token_at = models.DateTimeField(
        "last token",
        null=True,
        editable=False,
        help_text="Noted once an hour: the last token can be up to an hour younger. Each works for an hour.",
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
            models.CheckConstraint(name="client_name_not_blank", condition=~models.Q(name="")),
            models.CheckConstraint(name="client_access_valid", condition=models.Q(access__in=Access.values)),
            models.CheckConstraint(
                name="client_is_confidential",
                condition=models.Q(
                    client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
                    authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
                    hash_client_secret=True,
                ),
            ),
            models.CheckConstraint(
                name="client_previous_secret_expiry",
                condition=models.Q(previous_secret="", previous_secret_expires_at__isnull=True)
                | (~models.Q(previous_secret="") & models.Q(previous_secret_expires_at__isnull=False)),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        # A client whose owner was deactivated later can still be renamed or disabled.
        stored = ApiClient.objects.filter(pk=self.pk, user=self.user_id)
        if self.user_id and not self.user.is_active and not stored.exists():
            text = f"{self.user} is deactivated. Select an active user."
            raise ValidationError({"user": ValidationError(text, code="owner_deactivated")})

    def natural_key(self) -> tuple[str]:
        return (self.client_id,)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The most that a token of this client may do."""
        return Access(self.access).scopes

    @property
    def is_enabled(self) -> bool:
        return bool(self.is_active and self.user.is_active)

    @property
    def state(self) -> ClientState:
        return ClientState.of(client_is_active=self.is_active, owner_is_active=self.user.is_active)

    def is_usable(self, request: Any) -> bool:
        """Return whether the token endpoint may serve the client."""
        return self.is_enabled

    def change(self, names: Collection[str], *, by: Actor) -> None:
        """Write those of `name`, `user`, `access` and `is_active` that are named, with their events.

        The values are on the instance, and validated. Nothing happens where none differs from the row's.
        """
        with transaction.atomic():
            row = ApiClient.objects.select_for_update(of=("self",)).select_related("user").get(pk=self.pk)
            before, after = row.describe_rights(), self.describe_rights()
            changed = {name: [before[name], after[name]] for name in names if before[name] != after[name]}
            if not changed:
                return
            self.save(update_fields=[*changed, "updated"])
            if changed.pop("is_active", None):
                action = AccessAction.CLIENT_ENABLED if self.is_active else AccessAction.CLIENT_DISABLED
                AccessEvent.objects.record(action, by, client=self)
            if changed:
                facts = {_FACT_NAMES.get(name, name): values for name, values in changed.items()}
                AccessEvent.objects.record(AccessAction.CLIENT_CHANGED, by, client=self, facts=facts)

    def describe_rights(self) -> dict[str, Any]:
        """Return what staff may change of the client, as JSON takes it."""
        owner = self.user.get_username()
        return {"name": self.name, "user": owner, "access": self.access, "is_active": self.is_active}

    def rotate_secret(self, *, seen: datetime, by: Actor, keep_previous_for: timedelta = PREVIOUS_SECRET_TTL) -> str:
        """Return a new secret, which is stored as a hash. The current one works for `keep_previous_for` more.

        `seen` is the `secret_issued_at` of the secret that the caller means: a rotation sent twice would otherwise
        end the secret in use. The secret before the present one ends now. Tokens live on until they expire.

        Raises ValidationError: `already_rotated`, and `out_of_range` for a time below 0 or above 7 days.
        """
        if not timedelta(0) <= keep_previous_for <= PREVIOUS_SECRET_TTL_MAX:
            raise ValidationError("A former secret works for 0 to 7 days.", code="out_of_range")
        with transaction.atomic():
            self._lock_unless_rotated(seen)
            secret: str = generate_client_secret()
            now = timezone.now()
            former = {"previous_secret": self.client_secret, "previous_secret_expires_at": now + keep_previous_for}
            self._save_fields(
                client_secret=secret, secret_issued_at=now, **(former if keep_previous_for else _NO_FORMER_SECRET)
            )
            facts = {"formerLastsHours": keep_previous_for / timedelta(hours=1)}
            AccessEvent.objects.record(AccessAction.SECRET_ROTATED, by, client=self, facts=facts)
        return secret

    def revoke_previous_secret(self, *, seen: datetime, by: Actor) -> bool:
        """End the secret before the last rotation now. False when there was none.

        `seen` is the `secret_issued_at` of the present secret. Raises ValidationError: `already_rotated`.
        """
        with transaction.atomic():
            self._lock_unless_rotated(seen)
            had_one = self.has_previous_secret
            self._save_fields(**_NO_FORMER_SECRET)
            if had_one:
                AccessEvent.objects.record(AccessAction.FORMER_SECRET_ENDED, by, client=self)
        return had_one

    def _lock_unless_rotated(self, seen: datetime) -> None:
        self.refresh_from_db(from_queryset=ApiClient.objects.select_for_update())
        if self.secret_issued_at != seen:
            raise ValidationError(
                "The secret was rotated after you opened this page. No changes were made.", code="already_rotated"
            )

    def _save_fields(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "updated"])

    @property
    def has_previous_secret(self) -> bool:
        """Whether the secret before the last rotation still works."""
        return self.previous_secret_expires_at is not None and timezone.now() < self.previous_secret_expires_at

    def is_previous_secret(self, secret: str) -> bool:
        """Return whether `secret` is the one before the last rotation, and still works. One hash at most."""
        return self.has_previous_secret and check_password(secret, self.previous_secret)

    def touch_last_token(self) -> None:
        """Store the time of the last token, to the hour: at most one write an hour."""
        now = timezone.now()
        if self.last_token_at is None or self.last_token_at <= now - _LAST_TOKEN_RESOLUTION:
            # Not `save`, which would move `updated`. Only if no concurrent request has written it.
            ApiClient.objects.filter(pk=self.pk, last_token_at=self.last_token_at).update(last_token_at=now)

    def live_tokens(self) -> models.QuerySet[Any]:
        """Return the tokens that have not expired, newest first."""
        tokens: models.QuerySet[Any] = self.accesstoken_set.filter(expires__gt=timezone.now())
        return tokens.order_by("-created", "-pk")

    def revoke_token(self, key: int, *, by: Actor) -> bool:
        """End one live token of this client at its next request. False when there is none of that key."""
        return bool(self._revoke(self.live_tokens().filter(pk=key), by))

    def revoke_tokens(self, *, by: Actor) -> int:
        """End all live tokens at their next request, and return how many there were."""
        return self._revoke(self.live_tokens(), by)

    def _revoke(self, tokens: models.QuerySet[Any], by: Actor) -> int:
        with transaction.atomic():
            deleted = int(tokens.delete()[0])
            if deleted:
                AccessEvent.objects.record(AccessAction.TOKENS_REVOKED, by, client=self, facts={"tokens": deleted})
        return deleted
