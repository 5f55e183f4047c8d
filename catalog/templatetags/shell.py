"""Template tags of the frame around each page: name of the site, navigation, messages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from catalog.admin.navigation import build_sidebar, find_url, new_links, parent_links
from catalog.http.problems import get_request_id
from catalog.roles import is_catalogue_superuser

register = template.Library()

_BANNERS = {"error": "danger", "warning": "warning", "success": "success"}


@register.simple_tag
def site_name() -> str:
    """Return the name of the site. For pages without a request, too."""
    return settings.SITE_NAME


@register.inclusion_tag("admin/_sidebar.html", takes_context=True)
def sidebar(context: dict[str, Any]) -> dict[str, Any]:
    """Render the sidebar of the signed-in user."""
    return {"groups": build_sidebar(context["request"])}


@register.inclusion_tag("admin/_header.html", takes_context=True)
def admin_header(context: dict[str, Any]) -> dict[str, Any]:
    """Render the header: search, menus and the person's own menu."""
    request: HttpRequest = context["request"]
    return {
        "request": request,
        "user": request.user,
        "csrf_token": context.get("csrf_token"),
        "role": "Manager" if is_catalogue_superuser(request.user) else "Editor",
        "new_links": new_links(request),
        "search_url": find_url("search"),
        "help_url": find_url("help"),
        "query": request.GET.get("q", "") if request.path == find_url("search") else "",
    }


@register.simple_tag(takes_context=True)
def parents(context: dict[str, Any]) -> list[tuple[str, str]]:
    """Return label and URL of the pages above this one."""
    return parent_links(context["request"], context.get("original") or context.get("object"))


@register.simple_tag(takes_context=True)
def request_id(context: dict[str, Any]) -> str:
    """Return the ID of the request, which an error page shows as its reference."""
    request = context.get("request")
    return get_request_id(request) if request is not None else ""


@register.filter
def banner(message: Message) -> str:
    """Return the kind of the banner that shows a message."""
    return _BANNERS.get(message.level_tag, "info")


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the cells of a row of a list, each with its column's name, which a phone shows before the value."""
    for cell, header in zip(cells, headers, strict=True):
        if cell.startswith("<td") and "action-checkbox" not in cell[:40]:
            label = format_html(' data-label="{}"', capfirst(header["text"]))
            yield SafeString(cell[:3]) + label + SafeString(cell[3:])
        else:
            yield cell
