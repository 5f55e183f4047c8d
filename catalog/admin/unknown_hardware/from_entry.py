"""Add forms that an entry of the inbox opens: for a model, a vendor alias, or a reported name of several models."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from catalog.admin.links import station_model_link
from catalog.admin.mixins.permissions import actor_from_request
from catalog.admin.reported_identity import ReportedIdentityAdmin, ReportedIdentityForm
from catalog.admin.station_model.admin import ChargingStationModelAdmin
from catalog.admin.unknown_hardware.alias_form import AliasForm
from catalog.admin.unknown_hardware.forms import source_text
from catalog.admin.unknown_hardware.queue import Queue
from catalog.admin.unknown_hardware.responses import respond_to_decision
from catalog.admin.vendor_synonym import VendorSynonymAdmin
from catalog.models import ChargingStationModel, InboxAction, ReportedIdentity, UnknownHardware, VendorSynonym
from catalog.resolve.inbox_check import resolve_entries

_ONE_SAVE = {"show_save_and_add_another": False, "show_save_and_continue": False}


class ModelFromEntryAdmin(ChargingStationModelAdmin):
    """Station model form with the reported values. Saving resolves the entry."""

    URL = "catalog_unknownhardware_new_model"
    change_form_template = "admin/catalog/unknownhardware/new_model.html"

    def __init__(self, entry: UnknownHardware, admin_site: AdminSite) -> None:
        super().__init__(ChargingStationModel, admin_site)
        self.entry = entry

    def open(self, request: HttpRequest) -> HttpResponse:
        self.following = Queue.of(request).key_after(self.entry.pk)
        return self.add_view(
            request, extra_context={"entry": self.entry, "title": f"New model for {self.entry}", **_ONE_SAVE}
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"vendor": self.entry.vendor, "model": self.entry.model}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the model and resolve the entry in one transaction."""
        super().save_related(request, form, formsets, change)
        station_model = ChargingStationModel.objects.get(pk=form.instance.pk)
        self.entry.resolve_with_model(station_model, by=actor_from_request(request), source=source_text(self.entry))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        text = format_html(
            'Added {}. <span class="mono">{}</span> now resolves to it.',
            station_model_link(obj.pk, str(obj)),
            str(self.entry),
        )
        return respond_to_decision(request, self.entry, Queue.of(request), self.following, text)


class AliasFromEntryAdmin(VendorSynonymAdmin):
    """Form for an alias of the reported vendor. Its entries are resolved if the catalogue knows them then."""

    URL = "catalog_unknownhardware_alias"
    form = AliasForm
    add_form_template = "admin/catalog/unknownhardware/alias.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "near", "vendor", "source")

    def __init__(self, entry: UnknownHardware, admin_site: AdminSite) -> None:
        super().__init__(VendorSynonym, admin_site)
        self.entry = entry

    def open(self, request: HttpRequest) -> HttpResponse:
        title, url = f'"{self.entry.vendor}" is an alias of...', Queue.of(request).entry_url(self.entry.pk)
        return self.add_view(request, extra_context={"entry": self.entry, "title": title, "entry_url": url})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"name": self.entry.vendor, "source": source_text(self.entry)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.refresh_from_db()
        self.entry.add_event(InboxAction.ALIASED, actor_from_request(request), revision=obj.revision, note=str(obj))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        text = f"{obj.name} is now an alias of {obj.vendor}."
        # The entry itself comes next: its closest models are others now. If it was resolved, the queue does.
        return respond_to_decision(request, self.entry, Queue.of(request), self.entry.pk, text)


class NameFromEntryForm(ReportedIdentityForm):
    """Form that offers the closest models, and takes the vendor as it was reported."""

    suggested: Sequence[ChargingStationModel] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices(self.suggested)
        self.fields["vendor"].disabled = True


class NameFromEntryAdmin(ReportedIdentityAdmin):
    """Form for a reported name of several models, or with conditions. Saving resolves the entry."""

    URL = "catalog_unknownhardware_several"
    form = NameFromEntryForm

    def __init__(self, entry: UnknownHardware, admin_site: AdminSite) -> None:
        super().__init__(ReportedIdentity, admin_site)
        self.entry = entry

    def open(self, request: HttpRequest) -> HttpResponse:
        self.following = Queue.of(request).key_after(self.entry.pk)
        return self.add_view(request, extra_context={"title": f"Models of {self.entry}", **_ONE_SAVE})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        [resolution] = resolve_entries([self.entry])
        found = ChargingStationModel.objects.in_bulk([each.found.pk for each in resolution.candidates])
        form.suggested = list(found.values())
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"vendor": self.entry.vendor, "model": self.entry.model, "source": source_text(self.entry)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in self.EDITABLE_FIELDS if name != "vendor"}
        identity = self.entry.attach(values.pop("station_models"), by=actor_from_request(request), **values)
        obj.pk = identity.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        identity = ReportedIdentity.objects.prefetch_related("station_models").get(pk=obj.pk)
        names = ", ".join(str(each) for each in identity.station_models.all())
        text = format_html('<span class="mono">{}</span> now resolves to {}.', str(self.entry), names)
        return respond_to_decision(request, self.entry, Queue.of(request), self.following, text)
