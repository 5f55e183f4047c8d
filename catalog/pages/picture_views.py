"""Pictures of models, for everyone who knows the address."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from catalog.models import Picture
from catalog.pages.visitor_access import limit_requests

_YEAR_SECONDS: Final = 365 * 24 * 3600


def _tag(request: HttpRequest, picture_hash: str, **size: Any) -> str:
    return f'"{picture_hash}"'


@require_safe
@limit_requests("image")
@condition(etag_func=_tag)
def picture(request: HttpRequest, picture_hash: str, small: str | None = None) -> HttpResponse:
    """GET /images/{hash}.webp, and with -320 the small one.

    Without a login, because clients show `imageUrl` to people without one. A hash cannot be guessed.
    """
    rows = Picture.objects.filter(pk=picture_hash)
    content = rows.values_list("small" if small else "large", flat=True).first()
    if content is None:
        raise Http404
    response = HttpResponse(bytes(content), content_type="image/webp")
    patch_cache_control(response, public=True, max_age=_YEAR_SECONDS, immutable=True)
    return response
