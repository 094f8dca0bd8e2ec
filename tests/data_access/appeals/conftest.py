"""A connection for what only SQLite lets happen: a text where a time belongs."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection

from data_access.engine import engine_for


@pytest.fixture
def embedded_connection(new_database: Callable[[], str]) -> Iterator[Connection]:
    """One open transaction on an empty SQLite database, rolled back at the end."""
    engine = engine_for(new_database())
    with engine.connect() as connection, connection.begin() as work:
        yield connection
        work.rollback()
    engine.dispose()
