"""Page of one entry of the inbox."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.links import station_model_link
from catalog.admin.mixins.permissions import actor_from_request
from catalog.admin.reported_identity import duplicate_identity_error, identity_link
from catalog.admin.unknown_hardware.forms import AttachForm, IgnoreForm, is_recognised, reporter, resolve_entries
from catalog.exceptions import CatalogueError, IdentityExists
from catalog.models import ChargingStationModel, UnknownHardware


class EntryView:
    """View of an entry for one request."""

    def __init__(self, model_admin: admin.ModelAdmin, request: HttpRequest, entry: UnknownHardware) -> None:
        self.model_admin, self.request, self.entry = model_admin, request, entry
        self.user = cast(User, request.user)
        [self.resolution] = resolve_entries([entry])
        actions = {"attach": self.attach, "ignore": self.ignore, "settle": self.close, "put_back": self.reopen}
        posted = request.POST if request.method == "POST" else None
        self.action = actions.get(posted.get("verb", "")) if posted else None
        is_attaching = self.action == self.attach
        self.attach_form = AttachForm(entry, self._candidates(), posted if is_attaching else None)
        self.ignore_form = IgnoreForm(posted if self.action == self.ignore else None, initial={"note": entry.note})

    def respond(self) -> HttpResponse:
        if self.action is not None and (done := self.action()):
            messages.success(self.request, done)
            return HttpResponseRedirect(reverse("admin:catalog_unknownhardware_changelist"))
        return TemplateResponse(
            self.request,
            "admin/catalog/unknownhardware/change_form.html",
            {
                **self.model_admin.admin_site.each_context(self.request),
                "title": str(self.entry),
                "opts": self.model_admin.opts,
                "entry": self.entry,
                "attach_form": self.attach_form,
                "ignore_form": self.ignore_form,
                "first_by": reporter(self.entry, "first"),
                "last_by": reporter(self.entry, "last"),
                "recognised": self.resolution.models[0] if is_recognised(self.resolution) else None,
            },
        )

    # Each action returns its success message, or None if its form has errors.

    def attach(self) -> Any:
        form = self.attach_form
        if not form.is_valid():
            return None
        selected = form.cleaned_data["station_model"]
        try:
            identity = self.entry.attach(
                [selected],
                by=actor_from_request(self.request),
                model=form.model_pattern,
                source=form.cleaned_data["source"],
            )
        except IdentityExists as error:
            form.add_error(None, duplicate_identity_error(error))
        except CatalogueError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return format_html(
                "{} is now resolved to {}.", identity_link(identity), station_model_link(selected.pk, str(selected))
            )
        return None

    def ignore(self) -> Any:
        form = self.ignore_form
        if not form.is_valid():
            return None
        try:
            self.entry.ignore(by=self.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error("note", error.messages)
            return None
        return f"{self.entry} is ignored. New reports are still counted."

    def close(self) -> Any:
        if not is_recognised(self.resolution):
            return None
        self.entry.close(by=self.user)
        return f"{self.entry} was closed."

    def reopen(self) -> Any:
        self.entry.reopen(by=self.user)
        return f"{self.entry} was reopened."

    def _candidates(self) -> list[ChargingStationModel]:
        """Return similar models, best first."""
        keys = [each.found.pk for each in self.resolution.candidates]
        models = ChargingStationModel.objects.in_bulk(keys)
        return [models[key] for key in keys if key in models]
