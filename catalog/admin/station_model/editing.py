"""Form of a station model in the admin: opening, checking and saving it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from catalog.admin.links import station_model_url
from catalog.admin.reason import actor_with_reason
from catalog.admin.station_model.conflicts import keep_theirs
from catalog.admin.station_model.connector_rows import change_rows
from catalog.admin.station_model.draft import Draft, UnansweredQuestions
from catalog.admin.station_model.editor_context import editor_context
from catalog.admin.station_model.evidence import EVIDENCE_FIELDS, HOLDS_FIELDS
from catalog.admin.station_model.form import CONFIRMATIONS, FORM_FIELDS, StationModelForm, form_error
from catalog.admin.station_model.form_tokens import form_token, remember_saved, saved_tokens
from catalog.exceptions import CatalogueError
from catalog.models import Actor, CatalogueRevision, ChargingStationModel

ROWS_COMMAND = "rows"
_KEEP_THEIRS = "keep_theirs"


class EditorMixin(admin.ModelAdmin):
    """ModelAdmin mixin with the form of a station model. Saving calls one method of the model."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": (*FORM_FIELDS, *EVIDENCE_FIELDS.values(), *HOLDS_FIELDS.values(), *CONFIRMATIONS)})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.domain_error = getattr(request, "domain_error", None)
        form.is_draft = getattr(request, "is_draft", False)
        form.unanswered = getattr(request, "unanswered", None)
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        [inline] = context["inline_admin_formsets"]
        form: StationModelForm = context["adminform"].form
        context.update(editor_context(form, inline.formset, is_bound=request.method == "POST"))
        context.update(_labels(form))
        context.update(form_token=form_token(request), saved_forms=" ".join(saved_tokens(request)))
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Take the catalogue lock before the form is validated.

        If the model rejects the change, the transaction is rolled back and the form shows the error.
        """
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if command := request.POST.get(ROWS_COMMAND):  # a button of a row, in a browser without JavaScript
            return self._show_changed_rows(request, command, object_id, extra_context)
        request.POST = self._merged(request, object_id)  # type: ignore[assignment]
        try:
            with transaction.atomic():
                CatalogueRevision.lock()
                return super().changeform_view(request, object_id, form_url, extra_context)
        except UnansweredQuestions as error:
            request.unanswered = error.questions  # type: ignore[attr-defined]
        except (CatalogueError, ValidationError) as error:
            request.domain_error = form_error(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _show_changed_rows(
        self, request: HttpRequest, command: str, object_id: str | None, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        """Show the posted form with another connector, or one less. Nothing is saved."""
        request.POST = change_rows(request.POST, command)  # type: ignore[assignment]
        request.is_draft = True  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, "", extra_context)

    def _merged(self, request: HttpRequest, object_id: str | None) -> QueryDict:
        """Return the posted form, with the stored values of the fields whose conflict was decided that way."""
        names = request.POST.getlist(_KEEP_THEIRS)
        original = getattr(request, "filled_from", None) or (object_id and self.get_object(request, object_id))
        return keep_theirs(request.POST, names, original) if names and original else request.POST

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: `save_related` saves the model together with its connectors."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        [connectors] = formsets
        draft = Draft(form, connectors)
        if questions := draft.find_questions():
            raise UnansweredQuestions(questions)
        values = {name: form.cleaned_data[name] for name in FORM_FIELDS}
        values |= {"connectors": connectors.connector_values, "evidence": form.given_evidence}
        by = self.get_actor(request, draft)
        if change:
            form.instance.edit(**values, by=by)
        else:
            saved = self.get_adding_method(form)(**values, by=by)
            form.instance.pk = saved.pk  # for the links in Django's messages
        remember_saved(request)
        if form.is_respelled:
            self.message_user(request, f"Vendor saved as {form.instance.vendor}, as the catalogue writes it.")

    def get_actor(self, request: HttpRequest, draft: Draft) -> Actor:
        warnings = tuple(each.code for each in draft.new_warnings)
        return actor_with_reason(request, draft.form.cleaned_data["reason"], accepted_warnings=warnings)

    def get_adding_method(self, form: StationModelForm) -> Any:
        """Return the model method that saves the new model."""
        if form.station_model_to_replace:
            return form.station_model_to_replace.replace
        return form.copied.duplicate if form.copied else ChargingStationModel.objects.create_with_connectors


def _labels(form: StationModelForm) -> dict[str, Any]:
    """Return the title and the buttons of the page."""
    source = form.copied or form.original
    if form.copied:
        title, save_label = f"Duplicate {source}", "Save copy"
    elif form.station_model_to_replace:
        title, save_label = f"Replace {source}", "Replace model"
    else:
        title, save_label = ("Add model" if source._state.adding else f"Edit {source}"), "Save model"
    models_url = reverse("admin:catalog_chargingstationmodel_changelist")
    return {
        "title": title,
        "subtitle": None,
        "save_label": save_label,
        "cancel_url": models_url if source._state.adding else station_model_url(source.pk),
        "show_save_and_add_another": source._state.adding,
    }
