"""What a station says it is, and the keys under which that is looked up."""

from dataclasses import dataclass
from functools import cached_property

from catalog.normalise import Spelling, may_be_truncated, normalise_number, spelling_of, vendor_key_candidates

_TRUNCATED_KEY_MIN = 12
"""Letters and digits that a cut name must have left: less could be the beginning of anything."""


@dataclass(frozen=True)
class BootReport:
    """A BootNotification's word: chargePointVendor, chargePointModel, chargePointSerialNumber and firmwareVersion in
    OCPP 1.6; vendorName, model, serialNumber and firmwareVersion in 2.0.1. As it came, for its length tells something.
    """

    vendor: str
    model: str
    serial_number: str = ""
    firmware_version: str = ""

    @cached_property
    def spelling(self) -> Spelling:
        return spelling_of(self.model)

    @cached_property
    def vendor_keys(self) -> tuple[str, ...]:
        return tuple(vendor_key_candidates(self.vendor))

    @property
    def key(self) -> str:
        return self.spelling.key

    @property
    def has_truncated_vendor(self) -> bool:
        return may_be_truncated(self.vendor) and len(self.vendor_keys[0]) >= _TRUNCATED_KEY_MIN

    @property
    def has_truncated_model(self) -> bool:
        return may_be_truncated(self.model) and len(self.key) >= _TRUNCATED_KEY_MIN

    @property
    def is_truncated(self) -> bool:
        """Whether vendor or model may be the beginning of a longer name."""
        return bool(self.key) and (self.has_truncated_vendor or self.has_truncated_model)

    def serial_startswith(self, beginning: str) -> bool | None:
        """Return whether the serial number begins like that; None when none was reported."""
        return _startswith(self.serial_number, beginning)

    def firmware_startswith(self, beginning: str) -> bool | None:
        """Return whether the firmware version begins like that; None when none was reported."""
        return _startswith(self.firmware_version, beginning)


def _startswith(reported: str, beginning: str) -> bool | None:
    if not beginning:
        return True
    number = normalise_number(reported)
    return number.startswith(beginning) if number else None
