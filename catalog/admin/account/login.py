"""Login of staff: a password, then a code if the user has or must have a second factor.

Between the two steps the user is not logged in. The session only stores whose password was correct.
"""

import logging
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from catalog.event_log import log_event
from catalog.http.problems import get_request_id
from catalog.http.rate_limits import client_ip
from catalog.middleware.session_limits import HAS_SECOND_FACTOR
from catalog.models import Actor, Channel
from catalog.models.second_factor import has_second_factor, must_have_second_factor, verify_second_factor
from catalog.roles import is_catalogue_staff

_PENDING: Final = "login_in_two_steps"
_PENDING_SECONDS: Final = 300
_WRONG_CODE = "This code is wrong or was already used. After several wrong codes, wait before you try again."


class LoginForm(AdminAuthenticationForm):
    """Django's form, which does not reveal whether the name or the password is wrong."""

    error_messages = {**AdminAuthenticationForm.error_messages, "invalid_login": "Wrong username or password."}


@method_decorator(never_cache, name="dispatch")
class StaffLoginView(LoginView):
    """GET and POST /admin/login/."""

    template_name = "admin/login.html"
    authentication_form = LoginForm
    next_page = "admin:index"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            **admin.site.each_context(self.request),
            "title": "Log in",
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if has_second_factor(user):
            step = "second_factor"
        elif must_have_second_factor(user):
            step = "second_factor_setup"
        else:
            return super().form_valid(form)
        self.request.session.flush()  # ends the session of another user
        self.request.session[_PENDING] = {
            "user": user.pk,
            "backend": user.backend,
            "password": user.get_session_auth_hash(),
            "at": timezone.now().timestamp(),
            "next": self.get_success_url(),
        }
        return redirect(step)


class CodeForm(forms.Form):
    """Form for a code of the authenticator app or a recovery code."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false", "autocapitalize": "none"}
        ),
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
    )

    def __init__(self, *args: Any, user: User, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.by = by

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not verify_second_factor(self.user, code, by=self.by):
            raise forms.ValidationError(_WRONG_CODE, code="wrong_code")
        return code


def pending_user(request: HttpRequest) -> User | None:
    """Return the user whose password was correct in this session within the last five minutes, or None."""
    pending = request.session.get(_PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > _PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=pending["user"]).first()
    if user is None or not is_catalogue_staff(user):
        return None
    if not constant_time_compare(user.get_session_auth_hash(), pending["password"]):
        return None
    user.backend = pending["backend"]  # required by `login`
    return user


def finish_login(request: HttpRequest, user: User) -> str:
    """Log in the user after both steps, and return the URL to redirect to."""
    pending = request.session.pop(_PENDING)
    login(request, user)
    request.session[HAS_SECOND_FACTOR] = True
    return str(pending["next"])


def acting(request: HttpRequest, user: User) -> Actor:
    return Actor(channel=Channel.ADMIN, user=user, request_id=get_request_id(request))


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """GET and POST /admin/second-factor/: the second step."""
    user = pending_user(request)
    if user is None or not has_second_factor(user):
        return redirect("admin:login")
    form = CodeForm(request.POST or None, user=user, by=acting(request, user))
    if form.is_valid():
        return HttpResponseRedirect(finish_login(request, user))
    if form.errors:
        log_event(
            "second_factor_failed",
            level=logging.WARNING,
            user=user.get_username(),
            requestId=get_request_id(request),
            address=client_ip(request),
        )
    return page(request, "second_factor.html", form=form, title="Enter your code")


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a page of the account in the layout of the admin."""
    site = admin.site.each_context(request)
    more = {"must_have": settings.SECOND_FACTOR != "optional" and must_have_second_factor(cast(User, request.user))}
    return render(request, f"admin/account/{template}", {**site, **more, **context})
