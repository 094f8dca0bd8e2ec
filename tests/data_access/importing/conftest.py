"""An embedded database for what does not depend on the kind of database."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from data_access.engine import engine_for


@pytest.fixture
def embedded(new_database: Callable[[], str]) -> Iterator[Engine]:
    """A migrated SQLite database that holds the calendar and nothing else."""
    engine = engine_for(new_database())
    yield engine
    engine.dispose()
