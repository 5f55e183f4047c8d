"""Path parameters and request headers, for the OpenAPI document."""

from drf_spectacular.utils import OpenApiParameter

from catalog.api.openapi.limits import ID_SENT
from catalog.limits import TAGS_LENGTH_MAX

_TAG = r'(W/)?"[!#-~]*"'

MODEL_ID = OpenApiParameter("id", ID_SENT, OpenApiParameter.PATH, description="ID of the charging station model.")
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    # An invalid tag matches nothing and is not an error (RFC 9110, 13.1.2).
    {"type": "string", "maxLength": TAGS_LENGTH_MAX, "pattern": r"^[\t -~\x80-\xff]*$"},
    OpenApiParameter.HEADER,
    description="ETag of a previous response. Returns 304 if nothing has changed.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "maxLength": TAGS_LENGTH_MAX, "pattern": rf"^(\*|{_TAG}( *, *{_TAG})*)$"},
    OpenApiParameter.HEADER,
    description="ETag of the version you read. Returns 412 if the model has changed since. Without it, the last write "
    "wins.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Unique key of this request. If it is sent again within 24 hours, the stored response is returned and "
    "nothing is executed.",
)
