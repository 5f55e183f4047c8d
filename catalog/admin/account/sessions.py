"""Account page with open sessions and the state of the second factor."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from catalog.admin.account.login import acting, page
from catalog.models.second_factor import RecoveryCode, has_second_factor
from catalog.models.user_sessions import end_sessions, session_name, sessions_of


def account(request: HttpRequest) -> HttpResponse:
    """GET /admin/account/."""
    user = cast(User, request.user)
    context = {
        "sessions": sessions_of(user),
        "this": session_name(request.session.session_key),
        "has_second_factor": has_second_factor(user),
        "codes_left": RecoveryCode.objects.filter(user=user).count(),
    }
    return page(request, "account.html", title="Your account", **context)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """POST /admin/account/end-sessions/: end the session `name`, or all other sessions if it is empty."""
    user = cast(User, request.user)
    this = session_name(request.session.session_key)
    ended = end_sessions(user, by=acting(request, user), name=request.POST.get("name", ""), except_name=this)
    messages.success(request, f"{ended} {'session' if ended == 1 else 'sessions'} ended.")
    return redirect("account")
