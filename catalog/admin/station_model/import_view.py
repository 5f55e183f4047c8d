"""Import of an uploaded file, with a preview that is confirmed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from catalog.admin.mixins.permissions import actor_from_request
from catalog.admin.station_model.uploads import (
    UPLOAD_MAX,
    InMemoryUploadHandler,
    PendingImport,
    delete_upload,
    load_upload,
    store_upload,
)
from catalog.library.comparison import OnDifference, Outcome
from catalog.library.formats import SUFFIXES, format_for, format_suffixes
from catalog.models import Channel

if TYPE_CHECKING:  # imported on first use to save memory
    from catalog.library.importer import ImportReport

_URL: Final = "catalog_chargingstationmodel_import"

# Rows of the preview. Unchanged rows come last.
_ROWS_SHOWN_MAX: Final = 1_000

_UNCHANGED_LABELS: Final = {Outcome.DIFFERS: "differs (not changed)", Outcome.ARCHIVED: "archived (not changed)"}


class ImportForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text=f"File name must end in {format_suffixes()}. Maximum size: {UPLOAD_MAX // 1024**2} MiB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    differing = forms.ChoiceField(
        label="Models that differ from the file",
        choices=[
            (OnDifference.REPORT.value, "Do not change them"),
            (OnDifference.EDIT.value, "Update them (the catalogue was wrong)"),
            (OnDifference.REPLACE.value, "Archive them and create new models (the hardware has changed)"),
        ],
        initial=OnDifference.REPORT.value,
        widget=forms.RadioSelect,
    )
    ignore_columns = forms.BooleanField(
        label="Ignore unknown columns",
        required=False,
        help_text="For tables. The preview lists the ignored columns.",
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        size = file.size or 0
        if size > UPLOAD_MAX:
            message = f"The file is too large ({filesizeformat(size)}). The maximum is {UPLOAD_MAX // 1024**2} MiB."
            raise forms.ValidationError(message)
        if format_for(file.name or "") is None:
            raise forms.ValidationError(f"Choose a file whose name ends in {format_suffixes()}.")
        return file


class ImportMixin(admin.ModelAdmin):
    """Import view for the ModelAdmin of station models."""

    def get_urls(self) -> list[Any]:
        page = path("import/", self.admin_site.admin_view(self.import_view), name=_URL)
        return [page, *super().get_urls()]

    # Exempt only until the upload handler is set: the CSRF check reads the upload, and the default handlers write to
    # disk. `csrf_protect` below applies the check. Permissions are checked before anything is read.
    @csrf_exempt
    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        request.upload_handlers = [InMemoryUploadHandler(request)]
        return csrf_protect(self._import)(request)

    def _import(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._render_form(request, ImportForm())
        if "upload" in request.POST:
            return self._confirm(request, request.POST["upload"], request.POST.get("digest", ""))
        form = ImportForm(request.POST, request.FILES)
        return self._preview(request, form) if form.is_valid() else self._render_form(request, form)

    def _render_form(
        self, request: HttpRequest, form: ImportForm, report: "ImportReport | None" = None, name: str = ""
    ) -> HttpResponse:
        """Render the form, with the errors of the last file."""
        issues = report.issues if report else ()
        context = {"form": form, "name": name, "issues": issues[:_ROWS_SHOWN_MAX], "issue_count": len(issues)}
        return self._render(request, "import.html", "Import charging station models", context)

    def _preview(self, request: HttpRequest, form: ImportForm) -> HttpResponse:
        file, differing = form.cleaned_data["file"], form.cleaned_data["differing"]
        options = {"differing": differing, "ignore_columns": form.cleaned_data["ignore_columns"]}
        upload = PendingImport(file.name, file.read(), OnDifference(differing), options["ignore_columns"])
        report = _run_import(upload, request, dry_run=True)
        if report.issues:
            return self._render_form(request, ImportForm(initial=options), report, upload.name)
        return self._render_import_preview(request, upload, report, store_upload(upload, request.user))

    def _confirm(self, request: HttpRequest, key: str, digest: str) -> HttpResponse:
        upload = load_upload(key, request.user)
        if upload is None:
            messages.error(request, "The preview has expired. Nothing was imported. Choose the file again.")
            return HttpResponseRedirect(reverse(f"admin:{_URL}"))
        report = _run_import(upload, request, expected_digest=digest)
        if report.issues:
            return self._render_form(request, ImportForm(), report, upload.name)
        if not report.is_applied:
            messages.warning(
                request,
                "The catalogue changed after the preview. Nothing was imported. Check the updated preview below.",
            )
            return self._render_import_preview(request, upload, report, key)
        delete_upload(key)
        messages.success(request, _summary_rows(report))
        return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_changelist"))

    def _render_import_preview(
        self, request: HttpRequest, upload: PendingImport, report: "ImportReport", key: str
    ) -> HttpResponse:
        rows = sorted(report.rows, key=lambda each: each.outcome is Outcome.UNCHANGED)
        written = (Outcome.CREATED, Outcome.CHANGED, Outcome.REPLACED)
        does_something = any(each.outcome in written for each in rows)
        visible = [
            (each, _UNCHANGED_LABELS.get(each.outcome, each.outcome), each.doubts) for each in rows[:_ROWS_SHOWN_MAX]
        ]
        context = {
            "upload": upload,
            "report": report,
            "summary": _summary_rows(report),
            "rows": visible,
            "has_warnings": any(warnings for _, _, warnings in visible),
            "hidden": len(rows[_ROWS_SHOWN_MAX:]),
            "key": key,
            "does_something": does_something,
        }
        return self._render(request, "import_preview.html", f"Preview of {upload.name}", context)

    def _render(self, request: HttpRequest, template: str, title: str, extra: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **extra}
        return TemplateResponse(request, f"admin/catalog/chargingstationmodel/{template}", context)


def _run_import(upload: PendingImport, request: HttpRequest, **how: Any) -> "ImportReport":
    from catalog.library.importer import import_library
    from catalog.library.reader import read_content
    from catalog.library.readers.headings import ignores_all, ignores_none

    by = replace(actor_from_request(request), channel=Channel.IMPORT, reason=f"File {upload.name}")
    library = read_content(upload.content, upload.name, ignores_all if upload.ignores_columns else ignores_none)
    return import_library(library, by=by, on_difference=upload.on_difference, **how)


def _summary_rows(report: "ImportReport") -> str:
    parts = [
        f"{count} {_UNCHANGED_LABELS.get(outcome, outcome)}"
        for outcome, count in report.counts
        if count or outcome not in _UNCHANGED_LABELS
    ]
    return ", ".join(parts) + "."
