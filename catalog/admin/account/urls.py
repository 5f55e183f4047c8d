"""Put before the admin's own URLs: two of these stand in for pages of Django's."""

from django.contrib import admin
from django.urls import path

from catalog.admin.account.login import StaffLoginView, second_factor
from catalog.admin.account.password import password_change
from catalog.admin.account.sessions import account, end
from catalog.admin.account.setup import remove, setup

guard = admin.site.admin_view

urlpatterns = [
    path("login/", StaffLoginView.as_view()),
    path("password_change/", guard(password_change, cacheable=True)),
    path("account/", guard(account), name="account"),
    path("account/end-sessions/", guard(end), name="end_sessions"),
    # For whoever is not logged in yet: each looks for itself.
    path("second-factor/", second_factor, name="second_factor"),
    path("second-factor/set-up/", setup, name="second_factor_setup"),
    path("second-factor/remove/", guard(remove), name="second_factor_remove"),
]
