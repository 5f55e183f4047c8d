"""Messages that several entry points show for the same problem."""

from typing import Final

DUPLICATE_CONNECTOR_ID: Final = "Connector IDs must be unique in the model."
