"""A report that was not recognised, on its way into the inbox."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from catalog.limits import TEXT_MAX
from catalog.normalise import normalise_model, normalise_vendor
from catalog.text import strip_control_characters


@dataclass(frozen=True, kw_only=True)
class UnrecognisedReport:
    """What a station reported, unchanged, and the caller. If there is a client, `user_id` is that of its owner."""

    vendor: str
    model: str
    user_id: int
    at: datetime
    serial_number: str = ""
    firmware_version: str = ""
    client_id: int | None = None
    is_ambiguous: bool = False
    revision: int = 0
    """The catalogue's revision at which it was looked up, or an earlier one."""

    @cached_property
    def stored_names(self) -> dict[str, str]:
        """Vendor and model as they are stored."""
        return {"vendor": _sanitise(self.vendor), "model": _sanitise(self.model)}

    @cached_property
    def key(self) -> tuple[str, str]:
        """What makes two reports one entry of the inbox: its `normalise_model` and `normalise_vendor`."""
        return normalise_model(self.stored_names["model"]), normalise_vendor(self.stored_names["vendor"])

    @property
    def details(self) -> dict[str, str]:
        """The serial number and firmware version as they are stored, where they were reported."""
        given = {"serial_number": self.serial_number, "firmware_version": self.firmware_version}
        return {name: stored for name, text in given.items() if (stored := _sanitise(text))}

    @property
    def caller(self) -> tuple[str, int]:
        """Who fills the inbox with it: the client, or the user who came without one."""
        return ("client", self.client_id) if self.client_id is not None else ("user", self.user_id)


@dataclass(slots=True)
class ReportTally:
    """The reports of one pair, merged: their number, the first and the last."""

    count: int
    first: UnrecognisedReport
    last: UnrecognisedReport

    @classmethod
    def of_one(cls, report: UnrecognisedReport) -> Self:
        return cls(1, report, report)

    @property
    def key(self) -> tuple[str, str]:
        return self.first.key

    def merge(self, other: "ReportTally") -> None:
        self.count += other.count
        self.first = min(self.first, other.first, key=lambda each: each.at)
        self.last = max(self.last, other.last, key=lambda each: each.at)


def _sanitise(text: str) -> str:
    return strip_control_characters(text)[:TEXT_MAX].rstrip()
