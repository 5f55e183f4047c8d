"""What the kernel says that processes use."""

from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.databases import connected

_BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def tree(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        with suppress(OSError):  # it has ended
            if entry.name.isdigit():
                # What stands in brackets, its name, can have spaces in it.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                children[int(fields[1])].append(int(entry.name))
    found = [root]
    for pid in found:
        found += children[pid]
    return found


class CpuMeter:
    """Seconds that processes have run, of which some may have ended since: a connection that is closed takes its
    process along, and what that had run is still spent."""

    def __init__(self) -> None:
        self._seen: dict[int, float] = {}

    def until_now(self, running: dict[int, float]) -> float:
        """Return what all have run that were ever seen, given those of now. It never falls."""
        for pid, spent in running.items():
            self._seen[pid] = max(spent, self._seen.get(pid, 0))  # of one that ends this moment, 0 is read
        return sum(self._seen.values())


def cpu(pids: list[int]) -> float:
    """Seconds that all threads of the processes have run, to the nanosecond."""
    spent = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                spent += int(thread.read_text().split()[0])
    return spent / 1e9


def memory(pid: int) -> float:
    """MB of a process; what it shares with others counts in equal parts (PSS)."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1_024
    return 0


def database_cpu(connection: Any) -> dict[int, float] | None:
    """Seconds that PostgreSQL has run for each of the other connections to this database, by process.

    None where its processes are not of this machine. SQLite runs in the process that asks: there are none.
    """
    if type(connection).__module__ == "sqlite3":
        return {}
    pids = [pid for (pid,) in connection.execute(_BACKENDS).fetchall()]
    if any(not _is_postgres(pid) for pid in pids):
        return None
    return {pid: cpu([pid]) for pid in pids}


def database_cpu_of(url: str) -> dict[int, float] | None:
    with connected(url) as connection:
        return database_cpu(connection)


def _is_postgres(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    return False
