"""Saved views and the layout of the list: pages to save and change them."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.admin.station_model.changelist.query import clean_query, encode, without_parameters
from catalog.admin.station_model.changelist.rows import COLUMNS, DEFAULT_COLUMNS
from catalog.models import ListLayout, SavedView
from catalog.roles import is_catalogue_superuser

_KEY_DIGITS_MAX = 18

_QUERY_TOO_LONG = "This view has too many filters to be saved. Remove some and save it again."


class SavedViewsMixin(admin.ModelAdmin):
    """Pages of a person's views and layout. Superusers may share views."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = [
            path("views/", guard(self.views_view), name="catalog_chargingstationmodel_views"),
            path("views/<str:pk>/", guard(self.saved_view_view), name="catalog_chargingstationmodel_view"),
            path("layout/", guard(self.layout_view), name="catalog_chargingstationmodel_layout"),
        ]
        return [*own, *super().get_urls()]

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """Show the person's views (GET), or save one (POST)."""
        user = self._require_staff(request)
        if request.method == "POST":
            return self._save_view(request, user)
        return self._render_views(request, user)

    def saved_view_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Rename, share, move or delete one of the person's views."""
        user = self._require_staff(request)
        is_key = pk.isascii() and pk.isdigit() and len(pk) <= _KEY_DIGITS_MAX
        view = SavedView.objects.filter(user=user, pk=int(pk)).first() if is_key else None
        if view is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        change = request.POST.get("change", "")
        if change == "share" and not is_catalogue_superuser(user):
            raise PermissionDenied
        try:
            text = _change(view, change, request.POST.get("name", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_views"))

    def layout_view(self, request: HttpRequest) -> HttpResponse:
        """Store the person's columns and density, and go back to the list."""
        user = self._require_staff(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        wanted = set(request.POST.getlist("columns"))
        columns = [name for name in COLUMNS if name in wanted] or list(DEFAULT_COLUMNS)
        is_compact = request.POST.get("density") == "compact"
        ListLayout.objects.update_or_create(user=user, defaults={"columns": columns, "is_compact": is_compact})
        query = without_parameters(_query_of(request), ["columns"])
        return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_changelist") + query)

    def _save_view(self, request: HttpRequest, user: User) -> HttpResponse:
        known, unknown = clean_query(_query_of(request))
        query = encode(known)
        back = HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_changelist") + query)
        if unknown:
            names = ", ".join(dict.fromkeys(name for name, _ in unknown))
            messages.error(request, f"The view was not saved: the list has no filter {names[:100]} with this value.")
            return back
        is_shared = "is_shared" in request.POST and is_catalogue_superuser(user)
        try:
            view = SavedView.objects.save_view(
                user, request.POST.get("name", ""), query.removeprefix("?"), is_shared=is_shared
            )
        except ValidationError as error:
            is_query = hasattr(error, "error_dict") and "query" in error.error_dict
            messages.error(request, _QUERY_TOO_LONG if is_query else f"Name of the view: {' '.join(error.messages)}")
            return back
        messages.success(request, f"Saved the view {view.name}.")
        return back

    def _render_views(self, request: HttpRequest, user: User) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Saved views",
            "opts": self.opts,
            "views": SavedView.objects.filter(user=user).order_by("position", "pk"),
            "can_share": is_catalogue_superuser(user),
        }
        return TemplateResponse(request, "admin/catalog/chargingstationmodel/list/views.html", context)

    def _require_staff(self, request: HttpRequest) -> User:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return cast(User, request.user)


def _change(view: SavedView, change: str, name: str) -> str:
    """Change the view, and return the message."""
    if change == "rename":
        view.rename(name)
        return f"Renamed the view to {view.name}."
    if change in {"share", "unshare"}:
        view.set_shared(change == "share")
        return f"Everybody sees the view {view.name}." if view.is_shared else f"Only you see the view {view.name}."
    if change == "first":
        view.move_first()
        return f"Moved the view {view.name} to the front."
    if change == "delete":
        view.delete()
        return f"Deleted the view {view.name}."
    raise ValidationError("This change does not exist. Nothing was changed.")


def _query_of(request: HttpRequest) -> Any:
    return QueryDict(request.POST.get("query", "").removeprefix("?"))
