"""Which model took the place of an archived one, where a file names it: looked for before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from catalog.library.comparison import Outcome, RowComparison
from catalog.library.parsed_file import ValidationIssue
from catalog.library.reader import Library
from catalog.library.rows import Key, LibraryRow
from catalog.models import Actor, ChargingStationModel

_Placed = tuple[int, ChargingStationModel]


@dataclass(slots=True)
class SuccessorLinks:
    """Those of one import. Of several models of a name it is the next one in the files, else the active one that the
    catalogue has, else the last one.
    """

    _came: dict[Key, list[_Placed]] = field(default_factory=dict)
    """The models of the rows whose name is a successor's, with the place of the row."""
    _waiting: list[tuple[int, ChargingStationModel, Key]] = field(default_factory=list)
    _places: count = field(default_factory=count)

    def find_missing(self, library: Library) -> list[ValidationIssue]:
        """Return an issue for each row whose successor is neither in the files nor in the catalogue."""
        self._came = {key: [] for key in library.successor_keys}
        if not self._came:
            return []
        counts = dict.fromkeys(self._came, 0)
        for row in library:
            if row.key in counts:
                counts[row.key] += 1
        # A row is no successor of its own.
        doubtful = [row for row in library if (key := row.successor_key) and counts[key] == (row.key == key)]
        known = {each.key for each in _in_catalogue({row.successor_key for row in doubtful if row.successor_key})}
        return [
            ValidationIssue(
                row.file,
                row.line,
                (),
                f"is replaced by {_named(row)}, which is neither in the files nor in the catalogue",
                row_number=row.number,
            )
            for row in doubtful
            if row.successor_key not in known
        ]

    def register(self, each: RowComparison) -> None:
        """Take note of a row that was written, or left."""
        place, row = next(self._places), each.row
        if each.station_model is None:
            return
        if row.key in self._came:
            self._came[row.key].append((place, each.station_model))
        if row.successor_key and each.outcome is Outcome.CREATED:
            self._waiting.append((place, each.station_model, row.successor_key))

    def save(self, *, by: Actor) -> None:
        """Let each new model that names a successor point to it, once all rows have come."""
        catalogue: dict[Key, list[ChargingStationModel]] = {}
        for found in _in_catalogue({key for _, _, key in self._waiting}):
            catalogue.setdefault(found.key, []).append(found)
        for place, station_model, key in self._waiting:
            later = [each for at, each in self._came[key] if at > place]
            there = [each for each in catalogue[key] if each.pk != station_model.pk]
            active = [each for each in there if not each.is_archived]
            station_model.set_successor([*later, *active, *reversed(there)][0], by=by)


def _in_catalogue(keys: set[Key]) -> Iterable[ChargingStationModel]:
    return ChargingStationModel.objects.in_order().with_keys(keys)


def _named(row: LibraryRow) -> str:
    name = row.extra_fields["replacedBy"]
    return f"{name['vendor']} {name['model']}"
