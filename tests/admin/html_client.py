"""A browser without JavaScript: keeps cookies, sends back the forms that it was shown, CSRF token and all."""

import re
from collections.abc import Mapping
from copy import deepcopy
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import caches
from django.test import Client
from django.test.client import ClientHandler

from tests.factories import UserFactory

MODELS = "/admin/catalog/chargingstationmodel/"
ADD = f"{MODELS}add/"
CLIENTS = "/admin/catalog/apiclient/"


def change_page(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def detail_page(row: Any) -> str:
    return change_page(row).removesuffix("change/")


# One for all browsers: loading the middleware looks for every static file, which takes longer than most requests.
_SERVICE = ClientHandler(enforce_csrf_checks=True)


class HtmlClient:
    """What the service cannot handle is an answer here, not an exception."""

    def __init__(self, user: AbstractBaseUser | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.client.handler = _SERVICE
        if user is not None:
            self.client.force_login(user)

    def again(self) -> "HtmlClient":
        """The same user's, with the cookies of now: what the one is told, the other is not."""
        another = HtmlClient()
        another.client.cookies = deepcopy(self.client.cookies)
        return another

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return self.client.get(path, query)

    def form(self, path: str) -> dict[str, Any]:
        """The fields of the page's form as they would be sent unchanged."""
        page = self.get(path)
        assert page.status_code == 200, page.content
        return form_fields(page.content.decode())

    def post(self, path: str, data: Mapping[str, Any], *, follow: bool = False, **headers: str) -> Any:
        if "csrftoken" not in self.client.cookies:
            self.client.get("/admin/", follow=True)  # a page with a form, be it that of the login
        token = self.client.cookies["csrftoken"].value
        return self.client.post(path, {**data, "csrfmiddlewaretoken": token}, follow=follow, headers=headers)

    def save(self, path: str, changed: Mapping[str, Any]) -> Any:
        """Open the form, type the changes, press Save."""
        return self.post(path, {**self.form(path), **changed})


def warm_figures(browser: HtmlClient) -> None:
    """Count the sidebar's vendors, which are then counted at most once a minute: for tests that count queries."""
    caches["figures"].clear()
    browser.get("/admin/account/")


def staff_client(**fields: Any) -> HtmlClient:
    return HtmlClient(UserFactory(**{"is_staff": True, **fields}))


def page_messages(response: Any) -> list[str]:
    """Return the messages of a page, without their Undo."""
    return [re.sub(' <form class="undo".*</form>', "", str(message)) for message in response.context["messages"]]


def form_errors(response: Any) -> str:
    """All that the form complains of, as text."""
    assert response.status_code == 200, response.status_code
    form = response.context["adminform"].form
    said = [f"{name}: {' '.join(errors)}" for name, errors in form.errors.items()]
    for inline in response.context["inline_admin_formsets"]:
        said += inline.formset.non_form_errors()
        for number, row in enumerate(inline.formset.forms):
            said += [f"row {number}, {name}: {' '.join(errors)}" for name, errors in row.errors.items()]
    return "\n".join(said)


def form_fields(html: str) -> dict[str, Any]:
    parser = _Fields()
    parser.feed(html)
    return {name: value for name, value in parser.fields.items() if "__prefix__" not in name}


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.select = ""
        self.is_search = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.is_search = given.get("role") == "search"
        if self.is_search:
            return
        name = given.get("name") or ""
        if tag == "select":
            self.select = name
            self.fields[name] = ""
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = given.get("value") or ""
        elif tag == "input" and name and given.get("type") not in {"submit", "button"}:
            if given.get("type") not in {"checkbox", "radio"}:
                self.fields[name] = given.get("value") or ""
            elif "checked" in given:
                self.fields[name] = given.get("value") or "on"

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "form":
            self.is_search = False
