"""What operations take besides their query and body, for the OpenAPI document."""

from drf_spectacular.utils import OpenApiParameter

from catalog.api.openapi.limits import ID_SENT
from catalog.limits import TAGS_LENGTH_MAX

_TAG = r'(W/)?"[!#-~]*"'

MODEL_ID = OpenApiParameter("id", ID_SENT, OpenApiParameter.PATH, description="The ID of the charging station model.")
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    # Whatever is no tag matches nothing, and is not refused (RFC 9110, 13.1.2).
    {"type": "string", "maxLength": TAGS_LENGTH_MAX, "pattern": r"^[\t -~\x80-\xff]*$"},
    OpenApiParameter.HEADER,
    description="An `ETag` that you have: 304 when it is still true.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "maxLength": TAGS_LENGTH_MAX, "pattern": rf"^(\*|{_TAG}( *, *{_TAG})*)$"},
    OpenApiParameter.HEADER,
    description="The `ETag` that you saw: 412 when it has changed since. Without it the last write wins.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="A key of your own for this request: sent again within 24 hours, it is answered and not done again.",
)
