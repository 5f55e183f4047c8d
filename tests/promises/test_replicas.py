"""More than one machine: a primary, two streaming standbys, PgBouncer. What callers see when each of them fails."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.api_clients import MODELS
from tests.live_servers import Server
from tests.promises.installation import Installation
from tests.promises.load import Acknowledged, run_writers, wait_for
from tests.promises.pgbouncer import pgbouncer
from tests.promises.postgresql import USER, Cluster, cluster
from tests.promises.read_monitor import ReadMonitor, monitor_reads
from tests.promises.timings import format_timings

pytestmark = pytest.mark.promises

WRITES = 300
Figure = Callable[[str, str], None]


@dataclass
class Rig:
    primary: Cluster
    one: Cluster
    two: Cluster
    installation: Installation

    @property
    def standbys(self) -> list[Cluster]:
        return [self.one, self.two]


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with ExitStack() as stack:
        primary = stack.enter_context(cluster())
        # Whoever takes writes is the primary: nothing has to be set anew when a standby is promoted.
        installation = Installation(primary.url())
        installation.set_up()
        one, two = (stack.enter_context(cluster(primary=primary, name=name)) for name in ("one", "two"))
        ports = ",".join(f"127.0.0.1:{each.port}" for each in (primary, one, two))
        installation.environment |= {
            "DATABASE_URL": f"postgresql://{USER}@{ports}/catalogue?target_session_attrs=read-write",
            "DATABASE_REPLICA_URL": f"{one.url()} {two.url()}",
        }
        # What is acknowledged is on the disks of two machines.
        primary.configure("synchronous_standby_names", "ANY 1 (one, two)")
        yield Rig(primary, one, two, installation)


def looks_at_models(server: Cluster) -> int:
    """How often its table of models was looked at, since it started."""
    query = (
        "SELECT coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)::int FROM pg_stat_user_tables "
        "WHERE relname = 'catalog_chargingstationmodel'"
    )
    return int(server.sql(query)[0][0])


def assert_all_there(acknowledged: Acknowledged, server: Server, headers: dict[str, str]) -> None:
    for pk, model in acknowledged.models.items():
        assert json.loads(server.send("GET", f"{MODELS}/{pk}", None, headers)[2]) == model


def watched(
    rig: Rig, server: Server, headers: dict[str, str], happens: Callable[[Acknowledged], None], writes: int = WRITES
) -> tuple[Acknowledged, ReadMonitor]:
    """What is written and seen while something happens, after a third of the writes."""
    acknowledged = Acknowledged()
    watch = ReadMonitor(acknowledged)
    with (
        run_writers(acknowledged, lambda: server, headers, writers=4, enough=writes),
        monitor_reads(watch, server, headers),
    ):
        wait_for(acknowledged, writes // 3)
        happens(acknowledged)
        wait_for(acknowledged, writes)
    assert watch.less == []
    assert acknowledged.statuses.keys() <= {200, 201, 503}
    assert_all_there(acknowledged, server, headers)
    return acknowledged, watch


def summary(acknowledged: Acknowledged, watch: ReadMonitor) -> str:
    away = acknowledged.statuses.get(503, 0) + acknowledged.unanswered
    return (
        f"{acknowledged.writes} writes, {away} refused; {watch.answers} reads, 0 showed less, {watch.unavailable} "
        f"refused; reads {format_timings(watch.seconds)}"
    )


def test_reads_are_taken_from_the_standbys(rig: Rig, figure: Figure) -> None:
    with rig.installation.serving() as server:
        headers = rig.installation.headers(server)
        before = [looks_at_models(each) for each in (rig.primary, *rig.standbys)]
        for number in range(200):
            assert server.send("GET", f"{MODELS}?vendor=Nobody{number}", None, headers)[0] == 200
        time.sleep(12)  # PostgreSQL counts at its leisure
        looks = [looks_at_models(each) - was for each, was in zip((rig.primary, *rig.standbys), before, strict=True)]

    assert looks[0] <= 2  # of the front page, by which a server that starts is asked whether it has
    assert all(looks[1:])
    figure("r1", f"200 lists: the primary's models looked at {looks[0]} times, the standbys' {looks[1]} and {looks[2]}")


def test_standbys_that_fall_behind_show_nobody_less(rig: Rig, figure: Figure) -> None:
    def falls_behind(acknowledged: Acknowledged) -> None:
        for paused in ([rig.one], rig.standbys):
            for each in paused:
                each.sql("SELECT pg_wal_replay_pause()")
            time.sleep(1)
        for each in rig.standbys:
            each.sql("SELECT pg_wal_replay_resume()")

    with rig.installation.serving() as server:
        seen = watched(rig, server, rig.installation.headers(server), falls_behind)
    assert seen[0].unanswered == seen[0].statuses.get(503, 0) == seen[1].unavailable == 0
    figure("r2", f"replay paused on one, then both: {summary(*seen)}")


def test_a_standby_that_dies_is_not_missed(rig: Rig, figure: Figure) -> None:
    def dies(acknowledged: Acknowledged) -> None:
        rig.one.kill()
        time.sleep(3)
        rig.one.start()

    with rig.installation.serving() as server:
        seen = watched(rig, server, rig.installation.headers(server), dies)
    assert seen[0].unanswered == seen[0].statuses.get(503, 0) == seen[1].unavailable == 0
    figure("r3", f"standby killed: {summary(*seen)}")


def test_it_works_through_pgbouncer(rig: Rig, figure: Figure) -> None:
    with pgbouncer(primary=rig.primary, one=rig.one, two=rig.two) as url:
        pooled = Installation(f"{url}/primary", DATABASE_REPLICA_URL=f"{url}/one {url}/two", PGBOUNCER="true")
        pooled.client = rig.installation.client
        pooled.manage("check_catalog")
        with pooled.serving() as server:
            seen = watched(rig, server, pooled.headers(server), lambda acknowledged: None)
        pooled.manage("check_catalog")
    assert seen[0].unanswered == seen[0].statuses.get(503, 0) == seen[1].unavailable == 0
    figure("r4", f"through PgBouncer in transaction mode: {summary(*seen)}")


def test_a_primary_that_dies_is_followed_by_a_standby_and_nothing_is_lost(rig: Rig, figure: Figure) -> None:
    back: list[float] = []

    with rig.installation.serving() as server:
        headers = rig.installation.headers(server)

        def dies(acknowledged: Acknowledged) -> None:
            rig.primary.kill()
            time.sleep(3)  # until somebody, or something, has noticed
            # With `ANY 1` either may be ahead: the one that has received more has all that was acknowledged.
            received = "SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn"
            new, other = sorted(rig.standbys, key=lambda each: each.sql(received)[0][0], reverse=True)
            begun = time.monotonic()
            new.sql("SELECT pg_promote()")
            other.follow(new, "other")
            new.configure("synchronous_standby_names", "ANY 1 (other)")
            while server.send("GET", f"{MODELS}?limit=1", None, headers)[0] != 200:
                assert time.monotonic() - begun < 60
                time.sleep(0.02)
            back.append(time.monotonic() - begun)

        seen = watched(rig, server, headers, dies)
    rig.installation.manage("check_catalog")
    assert seen[1].unavailable > 0
    figure("r5", f"primary killed, standby promoted 3 s later, back {back[0]:.2f} s after: {summary(*seen)}")
