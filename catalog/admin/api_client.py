"""API clients in the admin."""

from django.contrib import admin


class ApiClientAdmin(admin.ModelAdmin):
    pass
