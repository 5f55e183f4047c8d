"""Exceptions of the API."""

from django.conf import settings
from rest_framework import exceptions, status

from catalog.api.etags import etag_for_revision
from catalog.exceptions import DuplicateModel, RevisionMismatch


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"

    def __init__(self, limit: int | None = None) -> None:
        super().__init__(f"The request body is larger than {limit or settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")


class InsufficientScope(exceptions.PermissionDenied):
    """The access token lacks the scope, which is in the challenge (RFC 6750)."""

    default_code = "insufficient_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(f"The access token lacks the scope {scope}. Request a token with this scope.")
        self.auth_header = f'Bearer realm="catalogue", error="insufficient_scope", scope="{scope}"'


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT

    def __init__(self, error: DuplicateModel) -> None:
        super().__init__(str(error), code=error.code)
        self.members = {"conflictingId": str(error.duplicate_id)}


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED

    def __init__(self, error: RevisionMismatch) -> None:
        super().__init__(str(error), code=error.code)
        self.headers = {"ETag": etag_for_revision(error.revision)}


class FeedPositionUnknown(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "start_over"
    default_detail = (
        "Unknown revision: the catalogue was restored or emptied. Read the feed again from after=0 and delete local "
        "models that it does not contain."
    )


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The database is unavailable or overloaded. Retry after the number of seconds in Retry-After."
    default_code = "unavailable"
