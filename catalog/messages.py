"""Validation messages that models, serializers, library files and the admin share.

Each is a sentence that describes a valid value. Some have a placeholder for `str.format`.
"""

from typing import Final

from catalog.limits import CONNECTORS_MAX

NOT_A_NUMBER: Final = "Must be a number."
NOT_WHOLE: Final = "Must be a whole number."
NOT_TEXT: Final = "Must be text."
NOT_GREATER: Final = "Must be greater than {limit}."
TOO_SMALL: Final = "Must be at least {limit}."
TOO_LARGE: Final = "Must be at most {limit}."
TOO_MANY_DECIMALS: Final = "Must have at most {limit} decimal places."
TOO_LONG: Final = "Must have at most {limit} characters."
NOT_A_CHOICE: Final = "Must be one of {choices}."
EMPTY: Final = "Must not be empty."
NULL: Final = "Must not be null."

INVISIBLE: Final = "Must contain a visible character."
CONTROL_CHARACTER: Final = "Must not contain control characters, line breaks or bidirectional overrides."
UNPAIRED_SURROGATE: Final = "Must not contain unpaired surrogates."
INVALID_URL: Final = "Must be an absolute http or https URL without user name and password."

CONNECTOR_COUNT: Final = f"Must have 1 to {CONNECTORS_MAX} connectors."
NOT_UNIQUE_IN_MODEL: Final = "Must be unique in the model."
DUPLICATE_CONNECTOR_ID: Final = "Connector IDs must be unique in the model."
EVSE_MISSING: Final = "Specify the EVSE of all connectors or of none."
SOURCE_MISSING: Final = "Specify the source, or choose the level known or assumed."


def as_clause(message: str) -> str:
    """Return a message as the predicate of a sentence: "must be a number" for "Must be a number."."""
    return message[0].lower() + message[1:].removesuffix(".")
