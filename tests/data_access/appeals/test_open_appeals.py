"""A page of open appeals from memory is the page of SQL."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, insert

from data_access.appeals.open_appeals import HELD, longest, open_appeals
from data_access.figures import cases
from data_access.schema import EvaluationRun
from supervision.scope import Scope
from tests.data_access.appeals.test_measures import (
    MOMENTS,
    PERIOD,
    filled,  # noqa: F401  a fixture
    filled_once,  # noqa: F401  a fixture
)

NAMES = tuple(HELD)


@pytest.fixture
def known(filled: Connection) -> Iterator[Connection]:  # noqa: F811
    """The random rows after one batch, of which nothing is in memory yet."""
    run = {"run_no": 1, "finished_at": MOMENTS[1], "subjects": 0}
    filled.execute(insert(EvaluationRun), run)
    open_appeals.forget()
    yield filled
    open_appeals.forget()


def test_a_page_is_the_page_of_sql(known: Connection) -> None:
    for name in NAMES:
        listed = cases(known, Scope(PERIOD), name, as_of=MOMENTS[1]).frame
        keys = list(zip(listed["appeal_id"], listed["round_no"], strict=True))
        for limit, offset in ((5, 0), (5, 3), (1, len(keys) - 1), (200, 0), (5, len(keys))):
            page = longest(
                known, Scope(PERIOD), as_of=MOMENTS[1], name=name, limit=limit, offset=offset
            )
            assert page == (len(keys), keys[offset : offset + limit]), (name, limit, offset)
    assert longest(known, Scope(PERIOD), as_of=datetime(2026, 8, 2), name=NAMES[0], limit=5) is None
    long_ago = {"as_of": datetime(2026, 8, 2), "names": NAMES}
    assert open_appeals.stocks(known, Scope(PERIOD), **long_ago) is None
