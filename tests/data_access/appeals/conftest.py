"""A connection for what only SQLite lets happen: a text where a time belongs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from data_access.engine import engine_for
from data_access.migration import migrate


@pytest.fixture
def embedded_connection(tmp_path: Path) -> Iterator[Connection]:
    """One open transaction on an empty SQLite database, rolled back at the end."""
    engine = engine_for(f"sqlite:///{tmp_path}/embedded.db")
    migrate(engine)
    with engine.connect() as connection, connection.begin() as work:
        yield connection
        work.rollback()
    engine.dispose()
