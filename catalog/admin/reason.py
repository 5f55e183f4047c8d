"""Form field for the reason of a change, which is stored in the audit event."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest

from catalog.admin.mixins.permissions import actor_from_request
from catalog.models import Actor
from catalog.models.audit_event import REASON_MAX
from catalog.text import trim, validate_no_control_characters


class ReasonField(forms.CharField):
    default_validators = [validate_no_control_characters]

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            required=required,
            strip=False,  # `trim` is used instead
            max_length=REASON_MAX,
            label="Reason" if required else "Reason (optional)",
            widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
            help_text="Shown in the history.",
        )

    def to_python(self, value: Any) -> Any:
        return trim(super().to_python(value) or "")


class ReasonForm(forms.Form):
    reason = ReasonField()


class RequiredReasonForm(forms.Form):
    reason = ReasonField(required=True)


def actor_with_reason(request: HttpRequest, reason: str) -> Actor:
    return replace(actor_from_request(request), reason=reason)
