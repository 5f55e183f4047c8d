"""What reports leave behind: unrecognised ones for the inbox, and counts. Collected in memory, and written by a thread
of their own, never by a request. The thread checks the inbox against the catalogue, too.
"""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import connections

from catalog.db.availability import is_unavailable
from catalog.limits import OPEN_ENTRIES_PER_CALLER_MAX
from catalog.models import CatalogueRevision, ReportTally, UnknownHardware, UnrecognisedReport
from catalog.resolve.inbox_check import check_entries, check_inbox
from catalog.resolve.report_counts import ReportCounts

__all__ = ["QUEUE_MAX", "UnrecognisedReport", "count_report", "enqueue", "ensure_started", "flush", "reset_after_fork"]

QUEUE_MAX = 2_000
"""Different pairs that wait to be written. What comes beyond that is not recorded."""

_BATCH_SIZE = 100
"""Pairs in one transaction, which on SQLite blocks all other writers."""

CHECK_SECONDS = 5
"""Between two checks of the inbox against the catalogue, which cost one query while nothing has changed."""

_logger = logging.getLogger(__name__)


class _Queue:
    """Reports that are not yet written, merged by the key of their entry.

    A caller has the same quota as in the inbox, so that it cannot fill the queue.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._by_key: dict[tuple[str, str], ReportTally] = {}
        self._of_caller: Counter[tuple[str, int]] = Counter()
        self._dropped = 0

    def put(self, many: Iterable[ReportTally]) -> None:
        with self._lock:
            for each in many:
                if (known := self._by_key.get(each.key)) is not None:
                    known.merge(each)
                elif (
                    len(self._by_key) >= QUEUE_MAX or self._of_caller[each.first.caller] >= OPEN_ENTRIES_PER_CALLER_MAX
                ):
                    self._dropped += each.count
                else:
                    self._by_key[each.key] = each
                    self._of_caller[each.first.caller] += 1

    def drain(self) -> tuple[list[ReportTally], int]:
        """Empty the queue. Return what it held, and the number of reports that were dropped."""
        with self._lock:
            taken, dropped = list(self._by_key.values()), self._dropped
            self._reset()
        return taken, dropped


class _Writer:
    """The thread that writes the queue: one for each process, started with the first report."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def ensure_started(self) -> None:
        if self._thread is not None or not settings.INBOX_SECONDS:
            return
        with self._starting:
            if self._thread is None:
                # Not a daemon, as a thread of the server's threads would be: the process waits for it before it ends.
                self._thread = threading.Thread(target=self._run, name="inbox", daemon=False)
                self._thread.start()

    def _run(self) -> None:
        """Write at intervals, and once more when the main thread has ended.

        Not by `atexit`, which a forked worker of the server never reaches.
        """
        main = threading.main_thread()
        checked_at = time.monotonic()
        while main.is_alive():
            main.join(settings.INBOX_SECONDS)
            is_due = time.monotonic() >= checked_at + CHECK_SECONDS
            if is_due:
                checked_at = time.monotonic()
            _write_batch(with_check=is_due)


_queue = _Queue()
_counts = ReportCounts()
_writer = _Writer()
_write_lock = threading.Lock()


def reset_after_fork() -> None:
    """Forget what waits. A fork does so: what waits in its parent is the parent's to write, and neither
    threads nor the state of locks come along.
    """
    global _queue, _counts, _writer, _write_lock
    _queue, _counts, _writer, _write_lock = _Queue(), ReportCounts(), _Writer(), threading.Lock()


os.register_at_fork(after_in_child=reset_after_fork)


def enqueue(report: UnrecognisedReport) -> None:
    """Queue an unrecognised report for the inbox. Never blocks and never raises: the response does not depend
    on it.
    """
    try:
        _queue.put([ReportTally.of_one(report)])
        _writer.ensure_started()
    except Exception:
        _logger.exception("An unrecognised report could not be queued.")


def count_report(station_model_id: UUID | None, client_key: int | None) -> None:
    """Count a report of that model, or of none, by a client. Never blocks and never raises."""
    try:
        _counts.add(station_model_id, client_key)
        _writer.ensure_started()
    except Exception:
        _logger.exception("A report could not be counted.")


def ensure_started() -> None:
    """Start the thread of this process if it does not run: it writes what waits, and checks the inbox."""
    _writer.ensure_started()


def flush() -> None:
    """Write the queue and the counts. While the database is down, both stay in memory, up to their limits."""
    with _write_lock:
        _flush_counts()
        waiting, dropped = _queue.drain()
        refused: Counter[tuple[str, int]] = Counter()
        while waiting:
            now = waiting[:_BATCH_SIZE]
            try:
                refused += UnknownHardware.objects.record(now)
                _check_outdated(now)
            except Exception as error:
                if is_unavailable(error):
                    _logger.info("Unrecognised reports could not be stored and will be retried: %s", error)
                    _queue.put(waiting)
                    break
                # Tried again it would fail again, and hold up all others.
                _logger.exception("Unrecognised reports lost: %d.", sum(each.count for each in now))
            waiting = waiting[_BATCH_SIZE:]
    if dropped:
        _logger.warning("Unrecognised reports lost because the queue was full: %d.", dropped)
    for (kind, pk), entries in refused.items():
        _logger.warning(
            "Unrecognised reports dropped because %s %d already has %d open entries: %d.",
            kind,
            pk,
            OPEN_ENTRIES_PER_CALLER_MAX,
            entries,
        )


def _flush_counts() -> None:
    try:
        _counts.write()
    except Exception as error:
        if is_unavailable(error):
            _logger.info("Counts of reports could not be stored and will be retried: %s", error)
        else:
            _logger.exception("Counts of reports lost.")


def _check_outdated(written: Iterable[ReportTally]) -> None:
    """Check the entries of reports that were looked up before the catalogue's last change: it may know them now."""
    revision = CatalogueRevision.current().number
    keys = [each.key for each in written if each.last.revision < revision]
    if keys:
        check_entries(UnknownHardware.objects.with_keys(keys))


def _write_batch(*, with_check: bool) -> None:
    try:
        flush()
        if with_check:
            check_inbox()
    except Exception as error:
        if not is_unavailable(error):
            _logger.exception("The inbox could not be checked.")
    finally:
        connections.close_all()
