"""Form field for the reason of a change, which is stored in the audit event."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.http import HttpRequest

from catalog.admin.mixins.permissions import actor_from_request
from catalog.models import Actor, AuditEvent, Channel
from catalog.models.audit_event import REASON_MAX
from catalog.models.undo import UNDONE
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
            help_text="Shown in the history with your name.",
        )

    def to_python(self, value: Any) -> Any:
        return trim(super().to_python(value) or "")


_RECENT_MAX: Final = 5

_EVENTS_READ_MAX: Final = 200


def recent_reasons(request: HttpRequest) -> list[str]:
    """Return the last reasons that this person gave in the admin, the latest first."""
    own = AuditEvent.objects.filter(user=request.user.pk, channel=Channel.ADMIN).exclude(reason__in=["", UNDONE])
    reasons = own.order_by("-revision").values_list("reason", flat=True)[:_EVENTS_READ_MAX]
    return list(dict.fromkeys(reasons))[:_RECENT_MAX]


class ReasonForm(forms.Form):
    """The form of a page that confirms a change: the reason has the focus, and earlier ones are suggested."""

    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"autofocus": True, "list": "recent-reasons"}


class RequiredReasonForm(ReasonForm):
    reason = ReasonField(required=True)


def actor_with_reason(request: HttpRequest, reason: str, *, accepted_warnings: tuple[str, ...] = ()) -> Actor:
    return replace(actor_from_request(request), reason=reason, accepted_warnings=accepted_warnings)
