"""Programs and servers killed, connections cut, a full disk: nothing lost, doubled or halved.

A few faults of each kind by default; SUPERVISION_FAULTS=300 tries as many over all kinds.
"""

import itertools
import os
import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from data_access.engine import engine_for, reading
from tests.data_access.orders import a_district
from tests.data_access.orders.whole import assert_kept
from tests.data_access.orders.writer import PATIENCE, Writers, write_until_killed
from tests.how_many import faults
from tests.own_postgresql import OwnPostgreSQL
from tests.proxy import Proxy

WRITERS = 3
FELT_SECONDS = 10.0
LONG = 17 * 2**20
"""Longer than a file of the server's log, so that only tables meet the limit."""
TABLES = ("supervision_order", "order_entry", "outbox", "access_entry")
"""Where a write may meet the end of the disk: the first thing it writes, or the last."""
MARGIN = 2**20
"""More than the tables grow by between two faults."""
MOST_PAGES = 2**30


@pytest.fixture(scope="module")
def own_server() -> Iterator[OwnPostgreSQL]:
    # Not among pytest's folders: the next run of pytest closes those to the server's own user.
    folder = tempfile.mkdtemp(prefix="postgresql-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
    server = OwnPostgreSQL(Path(folder))
    a_district.fill(engine_for(server.url))
    yield server
    engine_for(server.url).dispose()
    server.close()
    shutil.rmtree(folder)


def test_killed_programs_lose_double_and_halve_nothing(
    district: Engine, forks: ForkServerContext
) -> None:
    """Each is killed after as many acknowledgements as chance wants, often in the middle."""
    url = district.url.render_as_string(hide_password=False)
    kills = faults("app killed", WRITERS)
    luck, said, killed = random.Random(9), [], 0
    while killed < kills:
        writers = []
        for place in range(min(WRITERS, kills - killed)):
            told, tells = forks.Pipe(duplex=False)
            seed = 1_000 * killed + place
            writer = forks.Process(target=write_until_killed, args=(url, seed, tells))
            writer.start()
            tells.close()
            writers.append((writer, told))
        for writer, told in writers:
            for _ in range(luck.randrange(2, 16)):
                assert told.poll(PATIENCE)
                said.append(told.recv())
            threading.Event().wait(luck.random() * 0.005)  # somewhere within the next transaction
            writer.kill()
        for writer, told in writers:
            writer.join(PATIENCE)
            said += all_of(told)
            killed += 1
        counts = assert_kept(district, said)
    assert counts["order"] + counts["entry"] >= 2 * kills


def all_of(told: Connection) -> list[Any]:
    """What was still in the pipe of a process that is gone; a half message is none."""
    heard = []
    while True:
        try:
            heard.append(told.recv())
        except (EOFError, OSError):
            return heard


def try_faults(
    engine: Engine,
    count: int,
    fault: Callable[[], None],
    end: Callable[[], None],
    felt: str = "doubt",
) -> None:
    """Do harm in the middle of writing, see that it is felt, end it, see that writing goes on."""
    luck = random.Random(7)
    with Writers(engine, WRITERS) as writers:
        for _ in range(count):
            writers.hear("order", "entry", times=luck.randrange(4, 20))
            threading.Event().wait(luck.random() * 0.005)
            fault()
            while not writers.hears(felt, FELT_SECONDS):
                fault()  # it met nobody at work
            end()
            writers.hear("order", "entry", times=WRITERS)
    counts = assert_kept(engine, writers.said)
    print(f"{count} faults: {dict(counts)}")  # noqa: T201  the figures of a long run


def nothing() -> None:
    """The fault comes or ends by itself."""


def test_a_killed_server_loses_doubles_and_halves_nothing(own_server: OwnPostgreSQL) -> None:
    """All its processes at once, as when a machine goes; it recovers from its own log."""
    count = faults("database killed", 2)
    assert own_server.administer("SHOW fsync", "SHOW synchronous_commit") == ["on", "on"]
    try_faults(engine_for(own_server.url), count, own_server.kill, own_server.start)


@pytest.mark.parametrize("way", ["ended by the server", "dropped on the way"])
def test_a_cut_connection_loses_doubles_and_halves_nothing(
    own_server: OwnPostgreSQL, way: str
) -> None:
    count = (faults("connection cut", 6) + 1) // 2
    proxy = Proxy(own_server.socket_path)
    engine = engine_for(f"postgresql+psycopg://postgres@127.0.0.1:{proxy.port}/postgres")

    def end_all() -> None:
        own_server.administer(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    fault = end_all if way == "ended by the server" else proxy.cut
    try:
        try_faults(engine, count, fault, nothing)
    finally:
        engine.dispose()
        proxy.close()


def test_a_full_disk_loses_doubles_and_halves_nothing(
    district: Engine, request: pytest.FixtureRequest
) -> None:
    count = faults("disk full", 1)
    if district.dialect.name == "sqlite":
        with a_file_that_may_not_grow(district) as (fill, free):
            try_faults(district, count, fill, free, felt="full")
        return
    server: OwnPostgreSQL = request.getfixturevalue("own_server")
    server.administer("ALTER SYSTEM SET autovacuum = off")  # it would find the room in the files
    turns = itertools.count()

    def fill() -> None:
        turn = next(turns)
        longest = LONG + turn * MARGIN
        server.lengthen(TABLES[turn % len(TABLES)], longest)
        server.start(longest)

    def free() -> None:
        server.kill()
        server.start()

    try_faults(engine_for(server.url), count, fill, free, felt="full")


@contextmanager
def a_file_that_may_not_grow(
    engine: Engine,
) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """Ways to fill up the disk of a SQLite database, and to make room again."""
    most = MOST_PAGES

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")

    def fill() -> None:
        nonlocal most
        with reading(engine) as connection:
            most = int(connection.scalar(text("PRAGMA page_count")) or 0) + 1

    def free() -> None:
        nonlocal most
        most = MOST_PAGES

    event.listen(engine, "checkout", limit)
    yield fill, free
    event.remove(engine, "checkout", limit)
