"""URLs of the account pages. They precede those of the admin, because two of them replace pages of Django."""

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
    # Without the guard, for users who are not logged in yet. Each view checks access itself.
    path("second-factor/", second_factor, name="second_factor"),
    path("second-factor/set-up/", setup, name="second_factor_setup"),
    path("second-factor/remove/", guard(remove), name="second_factor_remove"),
]
