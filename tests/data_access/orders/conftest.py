"""The small district on both databases."""

import pytest
from sqlalchemy import Engine

from tests.data_access.orders.a_district import fill


@pytest.fixture
def district(database: Engine) -> Engine:
    fill(database)
    return database
