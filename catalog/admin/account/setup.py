"""Setup of a second factor, by a logged-in user or during a login that requires one."""

from base64 import b32encode
from typing import Any, Final, cast

import segno
from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.admin.account.login import CodeForm, acting, finish_login, page, pending_user
from catalog.middleware.session_limits import HAS_SECOND_FACTOR
from catalog.models.second_factor import (
    add_second_factor,
    has_second_factor,
    must_have_second_factor,
    new_key,
    remove_second_factor,
)
from catalog.models.user_sessions import end_sessions, session_name
from catalog.roles import is_catalogue_staff

_KEY: Final = "second_factor_key"


class SetupForm(forms.Form):
    """Form for a first code, to verify that the app has the key."""

    first_code = forms.CharField(
        label="Code from the app",
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordForm(forms.Form):
    """Form that requires the password again, to protect stolen sessions."""

    password = forms.CharField(
        label="Your password",
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("Wrong password.", code="wrong_password")
        return password


@never_cache
def setup(request: HttpRequest) -> HttpResponse:
    """GET and POST /admin/second-factor/set-up/"""
    pending = None if is_catalogue_staff(request.user) else pending_user(request)
    user = pending or (cast(User, request.user) if is_catalogue_staff(request.user) else None)
    if user is None:
        return redirect("admin:login")
    by = acting(request, user)
    is_replaced = has_second_factor(user)
    if is_replaced and pending:
        return redirect("second_factor")
    key = request.session.setdefault(_KEY, new_key())
    posted = request.POST or None
    form = SetupForm(posted)
    current: forms.Form | None = None
    if is_replaced:
        current = CodeForm(posted, user=user, by=by)
    elif not pending:  # a pending login has just verified the password
        current = PasswordForm(posted, user=user)
    if form.is_valid() and (current is None or current.is_valid()):
        codes = add_second_factor(user, key, form.cleaned_data["first_code"].replace(" ", ""), by=by)
        if codes:
            return _done(request, user, codes)
        form.add_error(
            "first_code", "The code does not match the key. Enter the current code, and check the clock of your device."
        )
    device = TOTPDevice(user=user, key=key)
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3, light="white")
    context = {
        "form": form,
        "current": current,
        "is_replaced": is_replaced,
        "picture": picture,
        "secret": _in_groups(key),
    }
    return page(request, "setup.html", title="Set up a second factor", **context)


def _done(request: HttpRequest, user: User, codes: list[str]) -> HttpResponse:
    """Render the codes without a redirect: a message would store them in the session."""
    onward = finish_login(request, user) if not request.user.is_authenticated else ""
    request.session.pop(_KEY, None)
    request.session[HAS_SECOND_FACTOR] = True
    # The other sessions were started without the second factor.
    end_sessions(user, by=acting(request, user), except_name=session_name(request.session.session_key))
    return page(request, "recovery_codes.html", title="Your recovery codes", codes=codes, onward=onward)


def remove(request: HttpRequest) -> HttpResponse:
    """GET and POST /admin/second-factor/remove/"""
    user = cast(User, request.user)
    if must_have_second_factor(user) or not has_second_factor(user):
        return redirect("account")
    by = acting(request, user)
    form: Any = CodeForm(request.POST or None, user=user, by=by)
    if form.is_valid():
        remove_second_factor(user, by=by)
        return redirect("account")
    return page(request, "remove.html", form=form, title="Remove the second factor")


def _in_groups(key: str) -> str:
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
