"""Addresses of the steps of an import, and who makes it."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin.mixins.permissions import actor_from_request
from catalog.models import Actor, Channel, PendingImport


def upload_url() -> str:
    return reverse("admin:catalog_chargingstationmodel_import")


def step_url(step: str, pending: PendingImport) -> str:
    return reverse(f"admin:catalog_chargingstationmodel_import_{step}", args=[pending.pk])


def actor_of(request: HttpRequest, pending: PendingImport) -> Actor:
    return replace(actor_from_request(request), channel=Channel.IMPORT, reason=f"File {pending.name}")


def redirect_expired(request: HttpRequest) -> HttpResponse:
    messages.error(request, "This preview has expired. Nothing was saved. Upload the file again.")
    return HttpResponseRedirect(upload_url())
