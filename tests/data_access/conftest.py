"""A database that is filled once for the tests of a module."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.conftest import DIALECTS, migrated


@pytest.fixture(scope="module", params=DIALECTS)
def shared_database(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One database for all tests of a module: what one fixture fills and every test only reads."""
    with migrated(request.param, request) as engine:
        yield engine
