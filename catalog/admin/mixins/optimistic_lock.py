"""Optimistic locking for the forms of users and API clients."""

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
    """Form that is rejected if the object changed after the form was opened.

    For example, a form opened before a user was deactivated must not reactivate the user. A hidden field holds a digest
    of the original values.
    """

    # A CharField, so that any posted value can be compared without parsing.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = model_to_dict(self.instance, fields=[name for name in self.fields if name != "password"])
        # Computed here, before validation overwrites the values of the instance.
        self.initial["seen"] = hashlib.sha256(DjangoJSONEncoder().encode(values).encode()).hexdigest()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.instance._state.adding and self.cleaned_data.get("seen") != self.initial["seen"]:
            self.add_error(None, stale_form_error())
        return cleaned


class SerializedSaveMixin(admin.ModelAdmin):
    """ModelAdmin mixin that locks the row and the permissions of the editor until the form is saved."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with transaction.atomic():
            lock_superusers()
            if request.user not in active_superusers():  # permissions may have changed while waiting for the lock
                raise PermissionDenied
            return super().changeform_view(request, *args, **kwargs)
