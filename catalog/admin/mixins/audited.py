"""Form and ModelAdmin mixin for models with an audit history."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from catalog.admin.mixins.changelist import StrictChangeListMixin
from catalog.admin.mixins.permissions import StaffOnlyMixin, actor_from_request
from catalog.admin.stale_form import stale_form_error
from catalog.exceptions import CatalogueError
from catalog.models import CatalogueRevision

_EVENTS_PER_PAGE = 50


class AuditedForm(forms.ModelForm):
    # A CharField, so that any posted value can be compared without parsing.
    expected_revision = forms.CharField(required=False, widget=forms.HiddenInput)

    domain_error: ValidationError | None = None  # from saving the same values before

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["expected_revision"] = self.instance.revision

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_new = self.instance._state.adding
        if not is_new and self.cleaned_data.get("expected_revision") != str(self.instance.revision):
            self.add_error(None, stale_form_error(self.instance))
        if self.domain_error:
            self.add_error(None, self.domain_error)
        return cleaned


class AuditedBaseMixin(StaffOnlyMixin, StrictChangeListMixin):
    """ModelAdmin mixin for rows whose changes are audit events, which replace the log entries of the admin."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None


class AuditedAdminMixin(AuditedBaseMixin):
    """ModelAdmin mixin that adds, changes and deletes rows with the audited methods of the model."""

    EDITABLE_FIELDS: tuple[str, ...]  # form fields that are passed to the model methods

    object_history_template = "admin/catalog/audited_history.html"
    view_on_site = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = self.get_fields(request, obj)
        return [(None, {"fields": fields if obj is None else (*fields, "expected_revision")})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.domain_error = getattr(request, "domain_error", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the catalogue lock before the form is validated.

        If the model rejects the change, the transaction is rolled back and the form shows the error.
        """
        view = super().changeform_view
        if request.method == "POST":
            try:
                with transaction.atomic():
                    CatalogueRevision.lock()
                    return view(request, *args, **kwargs)
            except CatalogueError as error:
                request.domain_error = self.form_error(error)  # type: ignore[attr-defined]
            except ValidationError as error:
                request.domain_error = error  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the catalogue lock first, so that of two confirmations one deletes the row."""
        with transaction.atomic():
            if request.method == "POST":
                CatalogueRevision.lock()
            return super().delete_view(request, *args, **kwargs)

    def form_error(self, error: CatalogueError) -> ValidationError:
        """Return the form error for an exception of the model."""
        return ValidationError(str(error), code=error.code)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in self.EDITABLE_FIELDS}
        if change:
            obj.edit(**values, by=actor_from_request(request))
        else:
            added = type(obj).objects.create_audited(**values, by=actor_from_request(request))
            obj.pk = added.pk  # for the links in Django's messages

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: `save_model` writes related rows too."""

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if request.POST.get("expected_revision") != str(obj.revision):
            return super().response_change(request, obj)
        messages.info(request, f"No changes to save: {obj}.")
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.path)
        return self.response_post_save_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_admin_access(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.delete_audited(by=actor_from_request(request))

    def get_actions(self, request: HttpRequest) -> Any:
        """Return no bulk actions: rows are deleted one at a time."""
        return {}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        context = _history_page(row, request.GET.get("p", "")) if row else {}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})


def _history_page(row: Any, page: str) -> dict[str, Any]:
    paginator = Paginator(row.events.select_related("user", "client"), _EVENTS_PER_PAGE)
    events_page = paginator.get_page(page)
    return {
        "title": f"History: {row}",
        "action_list": events_page,
        "page_range": paginator.get_elided_page_range(events_page.number) if paginator.num_pages > 1 else (),
    }
