"""Forms of users and API clients: saved one after another, and refused when what they showed has changed since."""

import hashlib
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse

from catalog.admin.stale_form import stale_form_error
from catalog.roles import active_superusers, lock_superusers


class OptimisticLockForm(forms.ModelForm):
    """Sends back a digest of the values that it showed.

    Without it, a form opened before a user was deactivated, and saved after, would activate that user again.
    """

    # A text, so that whatever is posted can only be equal to the digest or not.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = model_to_dict(self.instance, fields=[name for name in self.fields if name != "password"])
        # Before the values that were posted are written over those of the row.
        self.initial["seen"] = hashlib.sha256(DjangoJSONEncoder().encode(values).encode()).hexdigest()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.instance._state.adding and self.cleaned_data.get("seen") != self.initial["seen"]:
            self.add_error(None, stale_form_error())
        return cleaned


class SerializedSaveMixin(admin.ModelAdmin):
    """Mixed into a ModelAdmin: nobody changes the row, or the rights of who sends the form, before it is written."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with transaction.atomic():
            lock_superusers()
            if request.user not in active_superusers():  # or not any more, after waiting for the turn
                raise PermissionDenied
            return super().changeform_view(request, *args, **kwargs)
