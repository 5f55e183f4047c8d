"""Filters of the page of activity, as its address has them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.management import get_commands

from catalog.models import AccessAction, Action, ApiClient, Channel
from catalog.models.activity import ActivityFilter, Position

_ANY = ("", "Any")

_OBJECTS = [
    ("station_model", "Models"),
    ("identity", "Reported names"),
    ("synonym", "Vendor aliases"),
    ("vendor", "Vendors"),
]
_ACCESS_OBJECTS = [("access", "Clients and users"), ("client", "API clients"), ("user", "Users and sessions")]

_KINDS = {**dict(Action.choices), Action.CREATED: "Added", Action.UNARCHIVED: "Restored"}

PEOPLE_MAX = 200
"""Names that are suggested for the person."""


class ActivityForm(forms.Form):
    """Bound to the query string. Managers may also choose what is about access."""

    person = forms.CharField(required=False, max_length=200)
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    via = forms.ChoiceField(required=False, choices=[_ANY, *Channel.choices])
    kind = forms.ChoiceField(required=False)
    object = forms.ChoiceField(required=False)
    request = forms.CharField(required=False, max_length=128, label="Request ID")
    before = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, is_manager: bool) -> None:
        super().__init__(data, auto_id="activity-%s")
        self.is_manager = is_manager
        kinds: list[Any] = list(_KINDS.items())
        fields: dict[str, Any] = self.fields
        if is_manager:
            kinds = [("Catalogue", kinds), ("Access", AccessAction.choices)]
        fields["kind"].choices = [_ANY, *kinds]
        fields["object"].choices = [_ANY, *_OBJECTS, *(_ACCESS_OBJECTS if is_manager else [])]
        fields["person"].widget.attrs["list"] = "activity-people"

    def clean_before(self) -> Position | None:
        text = self.cleaned_data["before"]
        if not text:
            return None
        try:
            at, table, number = text.split("_")
            parsed = Position(datetime.fromisoformat(at), table == "access", int(number))
        except ValueError:
            raise forms.ValidationError("This address is not complete. Start from the latest events.") from None
        if parsed.at.tzinfo is None or not 0 <= parsed.number < 2**63:
            raise forms.ValidationError("This address is not complete. Start from the latest events.")
        return parsed

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", f"Enter a day from {since:%Y-%m-%d} on.")
        return values

    def build_filter(self) -> ActivityFilter | None:
        """Return what is wanted, in at most two queries; None, with an error, if there is no person of that name."""
        values = self.cleaned_data
        person = self._find_person(values["person"])
        if person is None:
            self.add_error("person", f"No user, API client or command is called “{values['person']}”.")
            return None
        kind = values["kind"]
        action = None
        if kind:
            action = Action(kind) if kind in Action.values else AccessAction(kind)
        return ActivityFilter(
            **person,
            since=_start_of(values["since"]) if values["since"] else None,
            until=_start_of(values["until"]) + timedelta(days=1) if values["until"] else None,
            channel=Channel(values["via"]) if values["via"] else None,
            action=action,
            subject=values["object"],
            request_id=values["request"],
            has_access_events=self.is_manager,
        )

    def _find_person(self, name: str) -> dict[str, Any] | None:
        if not name:
            return {}
        user = User.objects.filter(username=name).values_list("pk", flat=True).first()
        if user is not None:
            return {"user": user}
        client = ApiClient.objects.filter(name=name).values_list("pk", flat=True).first()
        if client is not None:
            return {"client": client}
        return {"command": name} if name in find_commands() else None


def find_people() -> list[str]:
    """Return the names that are suggested: of staff first, then of API clients."""
    staff = User.objects.filter(is_staff=True).order_by("username").values_list("username", flat=True)
    names = list(staff[:PEOPLE_MAX])
    return names + list(ApiClient.objects.values_list("name", flat=True)[: PEOPLE_MAX - len(names)])


def find_commands() -> set[str]:
    """Return the names of the commands of the catalogue."""
    return {name for name, app in get_commands().items() if app == "catalog"}


def format_position(position: Position) -> str:
    """Return the position as `before` of an address has it."""
    return f"{position.at.isoformat()}_{'access' if position.is_access else 'audit'}_{position.number}"


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
