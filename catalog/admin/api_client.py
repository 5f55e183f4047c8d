"""Admin of API clients, for superusers. Clients are deactivated instead of deleted. Secrets are shown once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from catalog.admin.api_client_filters import AccessFilter, OwnerFilter, StateFilter
from catalog.admin.api_client_forms import RevokeTokensForm, RotateSecretForm, SecretVersionForm, token_request_command
from catalog.admin.mixins.changelist import StrictChangeListMixin
from catalog.admin.mixins.optimistic_lock import OptimisticLockForm, SerializedSaveMixin
from catalog.admin.mixins.permissions import SuperuserOnlyMixin, actor_from_request
from catalog.admin.mixins.unique_retry import RetryOnUniqueViolationMixin
from catalog.admin.time_columns import time_column
from catalog.models import ApiClient
from catalog.models.client_state import ClientState

_TOKEN_LIST_MAX = 50

_STATE_BADGES = {
    ClientState.ACTIVE: "badge-success",
    ClientState.DISABLED: "badge-neutral",
    ClientState.BLOCKED: "badge-danger",
}


class ApiClientAdmin(
    SuperuserOnlyMixin, StrictChangeListMixin, RetryOnUniqueViolationMixin, SerializedSaveMixin, admin.ModelAdmin
):
    form = OptimisticLockForm
    list_display = (
        "name",
        "user",
        "access",
        "state_badge",
        time_column("last_token_at"),
        time_column("secret_issued_at"),
        "client_id",
    )
    list_filter = (StateFilter, AccessFilter, OwnerFilter)
    list_select_related = ("user",)
    search_fields = ("name", "client_id", "user__username")
    readonly_fields = ("state_badge", "client_id", "last_token_at", "secret_issued_at", "created", "updated")
    view_on_site = False

    def get_urls(self) -> list[URLPattern]:
        def at(action: str, view: Any) -> URLPattern:
            name = f"catalog_apiclient_{action.replace('-', '_')}"
            pattern: URLPattern = path(f"<path:object_id>/{action}/", self.admin_site.admin_view(view), name=name)
            return pattern

        asks_first = require_http_methods(["GET", "POST"])
        return [
            at("rotate", self.rotate_view),
            at("revoke-previous-secret", asks_first(self.revoke_previous_secret_view)),
            at("revoke-token", asks_first(self.revoke_token_view)),
            at("revoke-tokens", asks_first(self.revoke_tokens_view)),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ("name", "user", "access")
        return (*fields, "is_active", "seen", *self.readonly_fields) if obj else fields

    @admin.display(description="state")
    def state_badge(self, client: ApiClient) -> str:
        text = str(client.state.label)
        if client.state == ClientState.BLOCKED:
            text = f"{text}: owner {client.user} is deactivated"
        return format_html('<span class="badge {}">{}</span>', _STATE_BADGES[client.state], text)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer active users only, and the present owner."""
        form = super().get_form(request, obj, change, **kwargs)
        owner: Any = form.base_fields.get("user")
        if owner is not None:
            offered = Q(is_active=True) | Q(pk=obj.user_id) if obj else Q(is_active=True)
            owner.queryset = User.objects.filter(offered).order_by("username")
        return form

    def save_model(self, request: HttpRequest, obj: ApiClient, form: ModelForm, change: bool) -> None:
        if change:
            obj.change(form.changed_data, by=actor_from_request(request))
            return
        issued, secret = ApiClient.objects.issue(
            name=obj.name, owner=obj.user, access=obj.access, by=actor_from_request(request)
        )
        # The instance of the form is never saved. It carries the clear-text secret to the response.
        obj.pk, obj.client_id, obj.client_secret = issued.pk, issued.client_id, secret

    def response_add(self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None) -> HttpResponse:
        return self._render_secret(request, obj, obj.client_secret, title=f"API client issued: {obj}")

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if client := context["original"]:
            tokens = client.live_tokens()
            previous = SecretVersionForm(None, client=client, auto_id=False)
            context |= {
                "tokens": tokens[:_TOKEN_LIST_MAX],
                "tokens_count": tokens.count(),
                "previous_secret_form": previous,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def rotate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        client = self._client(request, object_id)
        form = RotateSecretForm(request.POST if request.method == "POST" else None, client=client)
        if form.is_valid():
            try:
                with transaction.atomic():
                    secret = client.rotate_secret(
                        seen=form.seen_at,
                        keep_previous_for=form.cleaned_data["keep_previous_for"],
                        by=actor_from_request(request),
                    )
                    self.log_change(
                        request, client, f"Secret rotated; the previous secret {_previous_secret_expiry(client)}."
                    )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._render_secret(request, client, secret, title=f"Secret rotated: {client}")
        return self._render(
            request, "rotate_secret.html", client=client, form=form, title=f"Rotate the secret of {client}"
        )

    def revoke_previous_secret_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        client = self._client(request, object_id)
        if request.method == "GET":
            return self._confirm(
                request, client, "Revoke the previous secret", SecretVersionForm(None, client=client)["expected_secret"]
            )
        form = SecretVersionForm(request.POST, client=client)
        if form.is_valid():
            try:
                with transaction.atomic():
                    if client.revoke_previous_secret(seen=form.seen_at, by=actor_from_request(request)):
                        self.log_change(request, client, "Previous secret revoked.")
                        return self._redirect_with_message(request, client, True, "The previous secret was revoked.")
                    form.add_error(None, "There is no previous secret to revoke.")
            except ValidationError as error:
                form.add_error(None, error)
        return self._redirect_with_message(request, client, False, str(form.non_field_errors()[0]))

    def revoke_token_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        client = self._client(request, object_id)
        if request.method == "GET":
            form = RevokeTokensForm(request.GET, client=client)
            return self._confirm(request, client, "Revoke the token", form["token"].as_hidden())
        form = RevokeTokensForm(request.POST, client=client)
        with transaction.atomic():
            revoked = form.is_valid() and client.revoke_token(
                form.cleaned_data["token"].pk, by=actor_from_request(request)
            )
            if revoked:
                self.log_change(request, client, "Revoked a token.")
        return self._redirect_with_message(
            request,
            client,
            revoked,
            "The token was revoked." if revoked else "The token is already revoked or has expired.",
        )

    def revoke_tokens_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        client = self._client(request, object_id)
        if request.method == "GET":
            return self._confirm(request, client, "Revoke all tokens")
        with transaction.atomic():
            revoked = client.revoke_tokens(by=actor_from_request(request))
            if revoked:
                self.log_change(request, client, f"Revoked all tokens ({revoked}).")
        return self._redirect_with_message(
            request, client, revoked, f"{revoked} {'token' if revoked == 1 else 'tokens'} revoked."
        )

    def _client(self, request: HttpRequest, object_id: str) -> ApiClient:
        if not self.has_change_permission(request):
            raise PermissionDenied
        client: ApiClient | None = self.get_object(request, unquote(object_id))
        if client is None:
            raise Http404
        return client

    def _confirm(self, request: HttpRequest, client: ApiClient, verb: str, hidden: Any = "") -> HttpResponse:
        """Ask before the POST that revokes."""
        return self._render(
            request, "confirm.html", client=client, verb=verb, hidden=hidden, title=f"{verb} of {client}?"
        )

    def _render_secret(self, request: HttpRequest, client: ApiClient, secret: str, *, title: str) -> HttpResponse:
        """Render the secret without a redirect: a message would store it in a cookie or session."""
        curl = token_request_command(request, client, secret)
        return self._render(request, "secret_shown_once.html", client=client, secret=secret, curl=curl, title=title)

    def _render(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/catalog/apiclient/{template}", context)

    def _redirect_with_message(self, request: HttpRequest, client: ApiClient, done: Any, text: str) -> HttpResponse:
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:catalog_apiclient_change", args=[client.pk]))


def _previous_secret_expiry(client: ApiClient) -> str:
    return (
        f"is valid until {client.previous_secret_expires_at:%Y-%m-%d %H:%M} UTC"
        if client.has_previous_secret
        else "was revoked"
    )


# The OAuth toolkit registers its own ModelAdmin for the application model.
admin.site.unregister(ApiClient)
admin.site.register(ApiClient, ApiClientAdmin)
