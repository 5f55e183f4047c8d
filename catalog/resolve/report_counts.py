"""Counters of reports: raised in memory by each request, and added to the stored figures by the inbox's thread."""

import threading
from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID

from catalog.db.availability import is_unavailable
from catalog.models.recognition import NO_CLIENT, add_reports, today

KEYS_MAX: Final = 20_000
"""Pairs of a model and a client that wait to be written. What comes beyond is counted without its model."""


class ReportCounts:
    """The reports since the figures were written last. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._recognised: Counter[tuple[date, int]] = Counter()
        self._unrecognised: Counter[tuple[date, int]] = Counter()
        self._of_model: Counter[tuple[UUID, int, date]] = Counter()

    def add(self, station_model_id: UUID | None, client_key: int | None) -> None:
        """Count a report of that model, of none if it was not recognised, by that client."""
        day, client = today(), client_key or NO_CLIENT
        with self._lock:
            if station_model_id is None:
                self._unrecognised[day, client] += 1
                return
            self._recognised[day, client] += 1
            key = (station_model_id, client, day)
            if key in self._of_model or len(self._of_model) < KEYS_MAX:
                self._of_model[key] += 1

    def write(self) -> None:
        """Add what was counted to the stored figures. What could not be stored because the database is unavailable is
        counted again; the error is raised.
        """
        with self._lock:
            recognised, unrecognised, of_model = self._recognised, self._unrecognised, self._of_model
            self._reset()
        if not (recognised or unrecognised):
            return
        by_model: Counter[tuple[UUID, date]] = Counter()
        for (station_model_id, _, day), count in of_model.items():
            by_model[station_model_id, day] += count
        last_days: dict[tuple[UUID, int], date] = {}
        for station_model_id, client, day in of_model:
            last_days[station_model_id, client] = max(day, last_days.get((station_model_id, client), day))
        try:
            add_reports(
                [(*key, recognised[key], unrecognised[key]) for key in recognised.keys() | unrecognised.keys()],
                [(*key, count) for key, count in by_model.items()],
                [(*key, day) for key, day in last_days.items()],
            )
        except Exception as error:
            if not is_unavailable(error):
                raise  # tried again it would fail again
            with self._lock:
                self._recognised.update(recognised)
                self._unrecognised.update(unrecognised)
                self._of_model.update(of_model)
            raise
