"""Put before the admin's own URLs: some of these stand in for pages of Django's."""

from django.contrib import admin
from django.urls import path

from catalog.admin.account.password import password_change

urlpatterns = [
    path("password_change/", admin.site.admin_view(password_change, cacheable=True)),
]
