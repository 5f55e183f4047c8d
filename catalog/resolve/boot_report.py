"""What a station says it is, and the keys under which that is looked up."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from catalog.limits import TEXT_MAX
from catalog.normalise import Spelling, may_be_truncated, normalise_number, spelling_of, vendor_key_candidates
from catalog.text import strip_control_characters

_WITHIN_NAME = ("-", "_", "/", "(", ".", ",", " ")
"""Characters that stand between the parts of a name and end none."""

_TRUNCATED_KEY_MIN = 12
"""Letters and digits that a cut name must have left: less could be the beginning of anything."""


@dataclass(frozen=True)
class BootReport:
    """The texts of a BootNotification, unchanged, because their length shows whether a name was truncated.

    They are chargePointVendor, chargePointModel, chargePointSerialNumber and firmwareVersion in OCPP 1.6; vendorName,
    model, serialNumber and firmwareVersion in 2.0.1.
    """

    vendor: str
    model: str
    serial_number: str = ""
    firmware_version: str = ""

    @classmethod
    def of(cls, vendor: str, model: str, serial_number: str = "", firmware_version: str = "") -> Self:
        """Return the report of a station that sent these texts, of any length.

        Padding is removed from a text that is longer than any in the catalogue. Serial number and firmware version are
        truncated, because only their prefixes are compared.
        """
        return cls(
            _without_padding(vendor),
            _without_padding(model),
            _without_padding(serial_number)[:TEXT_MAX],
            _without_padding(firmware_version)[:TEXT_MAX],
        )

    @property
    def is_too_long(self) -> bool:
        """Whether no model or reported identity can have such a vendor or model: it is not looked up."""
        return max(len(self.vendor), len(self.model)) > TEXT_MAX

    @cached_property
    def spelling(self) -> Spelling:
        return spelling_of("" if self.is_too_long else self.model)

    @cached_property
    def vendor_keys(self) -> tuple[str, ...]:
        return tuple(vendor_key_candidates("" if self.is_too_long else self.vendor))

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

    @property
    def is_cut_within_name(self) -> bool:
        """Return whether the model ends where no name does, behind a hyphen for one: so something was cut off."""
        return self.has_truncated_model and self.model.endswith(_WITHIN_NAME)

    def serial_startswith(self, beginning: str) -> bool | None:
        """Return whether the serial number begins like that; None when none was reported."""
        return _startswith(self.serial_number, beginning)

    def firmware_startswith(self, beginning: str) -> bool | None:
        """Return whether the firmware version begins like that; None when none was reported."""
        return _startswith(self.firmware_version, beginning)


def _without_padding(text: str) -> str:
    """Return the text unchanged, unless it is too long: the length shows whether it was truncated."""
    return text if len(text) <= TEXT_MAX else strip_control_characters(text)


def _startswith(reported: str, beginning: str) -> bool | None:
    if not beginning:
        return True
    number = normalise_number(reported)
    return number.startswith(beginning) if number else None
