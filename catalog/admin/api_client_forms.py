"""Forms to rotate a secret and revoke tokens, and the shell command to request a token."""

import shlex
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from catalog.models import ApiClient


class SecretVersionForm(forms.Form):
    """Form that is rejected if the secret was rotated after the page was opened."""

    # A CharField, so that any posted value can be compared without parsing.
    expected_secret = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, client: ApiClient, **kwargs: Any) -> None:
        self.seen_at = client.secret_issued_at
        super().__init__(data, initial={"expected_secret": self.seen_at.isoformat()}, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("expected_secret") != self.initial["expected_secret"]:
            raise ValidationError(
                "The secret was rotated after you opened this page. No changes were made. Reload the page.",
                code="already_rotated",
            )
        return super().clean()


class RotateSecretForm(SecretVersionForm):
    keep_previous_for = forms.TypedChoiceField(
        label="Current secret",
        choices=[
            ("0", "is revoked immediately"),
            ("1", "is valid for 1 more hour"),
            ("24", "is valid for 24 more hours"),
            ("168", "is valid for 7 more days"),
        ],
        initial="24",
        coerce=lambda hours: timedelta(hours=int(hours)),
        help_text="Both secrets work during this time, so that you can update the client.",
    )


class RevokeTokensForm(forms.Form):
    token: Any = forms.ModelChoiceField(queryset=None)

    def __init__(self, data: Any, *, client: ApiClient) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["token"]).queryset = client.live_tokens()


def token_request_command(request: HttpRequest, client: ApiClient, secret: str) -> str:
    """Return a curl command that requests a token from this service."""
    url = request.build_absolute_uri(reverse("oauth2_provider:token"))
    parameters = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    data = [part for name, value in parameters.items() for part in ("--data-urlencode", f"{name}={value}")]
    return shlex.join(["curl", "-sS", url, *data])
