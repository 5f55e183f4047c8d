"""Vendors: a list of all that have models, and a page for each."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.admin.mixins.audited import AuditedAdminMixin, AuditedForm
from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.mixins.permissions import actor_from_request
from catalog.admin.reason import ReasonField, actor_with_reason
from catalog.admin.undo import message_with_undo
from catalog.admin.vendor_figures import load_figures
from catalog.choices import EvidenceLevel
from catalog.exceptions import CatalogueError, DuplicateModel
from catalog.limits import TEXT_MAX
from catalog.models import Vendor
from catalog.models.vendor_rename import VendorRename
from catalog.normalise import normalise_vendor

_VENDORS_PER_PAGE = 100
_NAMES_SHOWN_MAX = 20


@admin.register(Vendor)
class VendorAdmin(AuditedAdminMixin, admin.ModelAdmin):
    form = AuditedForm
    change_form_template = "admin/catalog/vendor/change_form.html"
    EDITABLE_FIELDS = ("website", "note")
    fields = ("name", "website", "note")
    readonly_fields = ("name",)

    def get_urls(self) -> list[URLPattern]:
        rename = path(
            "<path:object_id>/rename/", self.admin_site.admin_view(self.rename_view), name="catalog_vendor_rename"
        )
        return [rename, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a vendor comes with its first model."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Vendor | None:
        """Return the vendor by its key, with or without a row, or by the id of its row, which alone has a hyphen."""
        if "-" in object_id:
            return super().get_object(request, object_id, from_field)
        try:
            return Vendor.objects.get_or_build(normalise_vendor(object_id))
        except Vendor.DoesNotExist:
            return None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not obj._state.adding:
            super().save_model(request, obj, form, change)
            return
        values = {name: form.cleaned_data[name] for name in self.EDITABLE_FIELDS}
        obj.pk = Vendor.objects.create_audited(name=obj.name, **values, by=actor_from_request(request)).pk

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.GET.get("q", "")[:TEXT_MAX].strip()
        if typed and not normalise_vendor(typed):
            messages.error(request, "Enter at least one letter or digit.")
            typed = ""
        after = normalise_vendor(request.GET.get("after", "")[:TEXT_MAX])
        found = Vendor.objects.list_summaries(limit=_VENDORS_PER_PAGE + 1, q=typed, after=after)
        shown = found[:_VENDORS_PER_PAGE]
        context = {
            "vendors": shown,
            "typed": typed,
            "next": shown[-1].key if len(found) > len(shown) else "",
        }
        return self._render(request, "change_list", title="Vendors", **context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        vendor = context["original"]
        figures = load_figures(vendor)
        levels = [*EvidenceLevel.labels, "None"]
        shares = [(subject, list(zip(levels, percents, strict=True))) for subject, percents in figures.shares]
        context |= {"figures": figures, "key": vendor.normalised_name, "levels": levels, "shares": shares}
        return super().render_change_form(request, context, *args, **kwargs)

    def rename_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the new name, show what it would change, and change it once that is confirmed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        vendor = self.get_object(request, object_id)
        if vendor is None:
            return redirect_missing(self, request, object_id)
        sent = request.POST if request.method == "POST" else request.GET
        name = sent.get("name", "")
        if not name:
            return self._render(request, "rename", title=f"Rename {vendor}", vendor=vendor)
        try:
            change = VendorRename.build(vendor, name)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self._render(request, "rename", title=f"Rename {vendor}", vendor=vendor, name=name)
        reason = ReasonField(required=True)
        typed, issue = sent.get("reason", ""), ""
        if request.method == "POST":
            try:
                count = change.apply(
                    by=actor_with_reason(request, reason.clean(typed)), expected_state=sent.get("state", "")
                )
            except ValidationError as error:
                issue = " ".join(error.messages)
            except CatalogueError as error:
                words = f"Nothing has been changed. {error}"
                messages.error(
                    request, f"{words} Archive one of the two." if isinstance(error, DuplicateModel) else words
                )
            else:
                message_with_undo(request, f"{vendor} is {change.name} now: {_count_phrase(count)} changed.")
                return HttpResponseRedirect(reverse("admin:catalog_vendor_change", args=[change.new_key]))
        return self._render_preview(request, change, typed, issue)

    def _render_preview(self, request: HttpRequest, change: VendorRename, reason: str, issue: str) -> HttpResponse:
        state = change.state()  # read first: what is shown is never older than it says
        changing = change.find_changing()
        count = changing.count()
        return self._render(
            request,
            "rename",
            title=f"Rename {change.vendor} to {change.name}: {_count_phrase(count)}",
            vendor=change.vendor,
            name=change.name,
            change=change,
            state=state,
            count=count,
            changing=changing[:_NAMES_SHOWN_MAX],
            conflicts=change.find_conflicts()[:_NAMES_SHOWN_MAX],
            reason=reason,
            issue=issue,
        )

    def _render(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        site: Any = self.admin_site
        context = {**site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/catalog/vendor/{template}.html", context)


def _count_phrase(number: int) -> str:
    return f"{number} charging station {'model' if number == 1 else 'models'}"
