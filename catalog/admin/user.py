"""Admin of users. The only permissions are `is_staff` and `is_superuser`. Users are deactivated, not deleted."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from catalog.admin.mixins.changelist import StrictChangeListMixin
from catalog.admin.mixins.optimistic_lock import OptimisticLockForm, SerializedSaveMixin
from catalog.admin.mixins.permissions import SuperuserOnlyMixin, actor_from_request
from catalog.admin.mixins.unique_retry import RetryOnUniqueViolationMixin
from catalog.admin.time_columns import time_column
from catalog.models.user_access import change_user, record_new_user, record_password_set
from catalog.roles import is_catalogue_superuser, validate_no_lockout

_PERMISSION_FIELDS = ("is_active", "is_staff", "is_superuser")
_PERMISSION_HELP = (
    "Staff can view and change the catalogue. Superusers can also manage users and API clients (they need staff status "
    "too). Users cannot be deleted because the history refers to them; deactivate them instead. Deactivating a user "
    "takes effect immediately, also for the user's API clients."
)


class CatalogueUserForm(OptimisticLockForm, UserChangeForm):
    editor: ClassVar[User]  # the user who saves the form

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        permissions = {name: bool(self.cleaned_data.get(name)) for name in _PERMISSION_FIELDS}
        try:
            validate_no_lockout(self.instance, **permissions, by=self.editor)
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class PasswordForm(AdminPasswordChangeForm):
    """Password form that does not disable the password of superusers."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data["set_usable_password"] and is_catalogue_superuser(self.user):
            self.add_error(
                "usable_password",
                ValidationError("Superusers must have a password. Remove superuser status first.", code="locks_out"),
            )
        return cleaned

    def save(self, commit: bool = True) -> User:
        """Save only the password: another request may deactivate the user while it is hashed."""
        user: User = super().save(commit=False)
        if commit:
            user.save(update_fields=["password"])
        return user


class CatalogueUserAdmin(
    SuperuserOnlyMixin, StrictChangeListMixin, RetryOnUniqueViolationMixin, SerializedSaveMixin, UserAdmin
):
    form = CatalogueUserForm
    change_password_form = PasswordForm
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", time_column("last_login"))
    list_filter = _PERMISSION_FIELDS
    fieldsets = (
        (None, {"fields": ("username", "password", "seen")}),
        ("Personal details", {"fields": ("first_name", "last_name", "email")}),
        ("Permissions", {"fields": _PERMISSION_FIELDS, "description": _PERMISSION_HELP}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.editor = cast(User, request.user)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            change_user(obj, form.changed_data, by=actor_from_request(request))
        else:
            obj.save()
            record_new_user(obj, by=actor_from_request(request))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Record an access event if the password changed. Django's view does not report it."""
        with transaction.atomic():
            before = self.get_object(request, unquote(id))
            response = super().user_change_password(request, id, form_url)
            after = self.get_object(request, unquote(id))
            if before and after and after.password != before.password:
                record_password_set(after, by=actor_from_request(request))
        return response


admin.site.unregister(User)
admin.site.register(User, CatalogueUserAdmin)
