"""Users in the admin: `is_staff` and `is_superuser` are all the rights that there are."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from catalog.admin.access import ForSuperusers
from catalog.admin.lists import StrictList
from catalog.admin.unique_names import LooksAgain


class CatalogueUserAdmin(ForSuperusers, StrictList, LooksAgain, UserAdmin):
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()


admin.site.unregister(User)
admin.site.register(User, CatalogueUserAdmin)
