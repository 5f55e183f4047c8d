"""URLs of an import, and what its pages have in common: who may see them, and the upload that they are about."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from catalog.admin.imports import columns_step, done_step, downloads, review_step, upload_step
from catalog.admin.imports.upload_handler import InMemoryUploadHandler
from catalog.admin.imports.urls import redirect_expired, step_url
from catalog.models import PendingImport

STEPS: Final = ("Upload", "Columns", "Review", "Done")

View = Callable[[Any, HttpRequest, PendingImport], HttpResponse]


class ImportMixin(admin.ModelAdmin):
    """Import for the ModelAdmin of station models."""

    def get_urls(self) -> list[Any]:
        views = {
            "import": ("import/", self.import_view),
            "import_template": ("import/template/", self._guard(downloads.template)),
            "import_models": ("import/models/", self._guard(downloads.active_models)),
            "import_columns": ("import/<str:key>/columns/", self._step(columns_step.show)),
            "import_review": ("import/<str:key>/", self._step(review_step.show)),
            "import_problems": ("import/<str:key>/problems/", self._step(downloads.problems)),
            "import_done": ("import/<str:key>/done/", self._step(done_step.show)),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"catalog_chargingstationmodel_{name}")
            for name, (route, view) in views.items()
        ]
        return [*own, *super().get_urls()]

    # Exempt only until the upload handler is set: the CSRF check reads the upload, and the default handlers write to
    # disk. `csrf_protect` below applies the check. Permissions are checked before anything is read.
    @csrf_exempt
    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._require_permission(request)
        request.upload_handlers = [InMemoryUploadHandler(request)]
        return csrf_protect(lambda request: upload_step.show(self, request))(request)

    def render_import(self, request: HttpRequest, step: int, title: str, extra: dict[str, Any]) -> HttpResponse:
        """Render the page of a step, counted from 0."""
        steps = [(name, number < step, number == step) for number, name in enumerate(STEPS)]
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "steps": steps, **extra}
        name = STEPS[step].lower()
        return TemplateResponse(request, f"admin/catalog/chargingstationmodel/import/{name}.html", context)

    def _require_permission(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied

    def _guard(self, view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def guarded(request: HttpRequest) -> HttpResponseBase:
            self._require_permission(request)
            return view(request)

        return guarded

    def _step(self, view: View) -> Callable[..., HttpResponse]:
        """Return the view of a step, which loads the upload of the user."""

        def step(request: HttpRequest, key: str) -> HttpResponse:
            self._require_permission(request)
            pending = PendingImport.objects.of_user(request.user, key)  # type: ignore[arg-type]
            if pending is None:
                return redirect_expired(request)
            if pending.request_id and view not in (done_step.show, downloads.problems):
                return HttpResponseRedirect(step_url("done", pending))
            return view(self, request, pending)

        return step
