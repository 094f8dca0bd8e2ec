"""The one engine, and the two ways to talk to the database: reading and writing."""

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from supervision.settings import Settings, settings_from

Answer = TypeVar("Answer")

BUSY_SECONDS = 10
"""How long a SQLite writer waits for another: longer than any batch of the evaluation."""


def settings() -> Settings:
    """The settings of this process."""
    return settings_from(os.environ)


@lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """The engine of one database; the same object for the same URL."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url, parsed.database)
    return create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=3,
        pool_size=5,
        max_overflow=5,
        connect_args={
            "connect_timeout": 3,
            "prepare_threshold": None,
            # a server that vanished without a word is noticed, and what waits for it ends
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        },
    )


def the_engine() -> Engine:
    """The engine of the configured database."""
    return engine_for(settings().database_url)


@contextmanager
def reading(engine: Engine | None = None) -> Iterator[Connection]:
    """A connection for questions: one consistent view of the database for all of them."""
    engine = engine or the_engine()
    options: dict[str, object] = {"seen": {}}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect() as connection:
        yield connection.execution_options(**options)


def once_in_view(connection: Connection, key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to what many questions of one view ask again; it cannot change within the view."""
    seen = connection.get_execution_options().get("seen")
    if seen is None:  # a connection that writes
        return ask()
    if key not in seen:
        seen[key] = ask()
    found: Answer = seen[key]
    return found


@contextmanager
def writing(engine: Engine | None = None, *, durable: bool = False) -> Iterator[Connection]:
    """One transaction for changes: all or nothing; on SQLite it takes the write lock at once.

    What people write is `durable`: SQLite waits for the disk, so that a loss of power takes
    nothing that was acknowledged; what can be computed anew does not wait. PostgreSQL always does.
    """
    engine = engine or the_engine()
    options = {"writes": True, "durable": durable}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = False  # whatever the role does by default
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _sqlite_engine(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,  # a failing statement must not put personal data into the log
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode = wal", "synchronous = normal", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads first and writes later fails at once when another
        # writer came between: it cannot wait. So writers take the lock when they begin.
        options = connection.get_execution_options()
        writes = options.get("writes", False)
        if writes:
            waits = "full" if options.get("durable", False) else "normal"
            connection.exec_driver_sql(f"PRAGMA synchronous = {waits}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
