"""API clients in the admin: issued and disabled by superusers. A secret is shown once, in the answer to its form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalog.admin.access import ForSuperusers
from catalog.admin.lists import ChoiceFilter, StrictList
from catalog.admin.unique_names import LooksAgain
from catalog.models import Access, ApiClient


class AccessFilter(ChoiceFilter):
    title = "access"
    parameter_name = "access"
    offered = Access.choices


class ApiClientAdmin(ForSuperusers, StrictList, LooksAgain, admin.ModelAdmin):
    list_display = ("name", "user", "access", "is_active", "client_id", "created")
    list_filter = ("is_active", AccessFilter)
    list_select_related = ("user",)
    search_fields = ("name", "client_id", "user__username")
    readonly_fields = ("client_id", "created", "updated")
    view_on_site = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        asked = ("name", "user", "access")
        return (*asked, "is_active", *self.readonly_fields) if obj else asked

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=[*form.changed_data, "updated"])
            return
        issued, secret = ApiClient.objects.issue(name=obj.name, owner=obj.user, access=obj.access)
        # The form's own instance is never saved: here the secret is in clear for the length of the answer.
        obj.pk, obj.client_id, obj.client_secret = issued.pk, issued.client_id, secret

    def response_add(self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None) -> HttpResponse:
        """No redirect: a message would keep the secret in a cookie or a session."""
        return TemplateResponse(
            request,
            "admin/catalog/apiclient/issued.html",
            {
                **self.admin_site.each_context(request),
                "title": f"API client issued: {obj}",
                "opts": self.opts,
                "client": obj,
            },
        )


# The toolkit has registered its own form for whatever model stands for a client.
admin.site.unregister(ApiClient)
admin.site.register(ApiClient, ApiClientAdmin)
