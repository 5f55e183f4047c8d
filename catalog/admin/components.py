"""Page with all components of the interface, for developers."""

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class _ExampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="Shown to people.", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("ac", "AC"), ("dc", "DC")])
    power = forms.DecimalField(label="Power (kW)", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def components(request: HttpRequest) -> HttpResponse:
    """GET /admin/components/."""
    context = {
        **admin.site.each_context(request),
        "title": "Components",
        "form": _ExampleForm({"name": "Pulsar Plus", "kind": "ac", "power": "22 kW"}),
        "tabs": [("Overview", "#overview", True), ("History", "#history", False)],
        "page": Paginator(range(30), 10).page(2),
        "now": timezone.now(),
        "button_kinds": ["primary", "secondary", "danger", "quiet"],
        "badge_kinds": ["success", "warning", "danger", "neutral"],
        "banner_kinds": ["info", "success", "warning", "danger"],
    }
    return render(request, "admin/components.html", context)
