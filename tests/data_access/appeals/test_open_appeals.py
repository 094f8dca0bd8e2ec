"""What stands open of appeals, in memory: the same as SQL and a naive count, after changes too."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, delete, insert, update

from data_access.appeals import appeals
from data_access.appeals.open_appeals import HELD, longest, open_appeals
from data_access.figures import cases, figures
from data_access.schema import AppealClock, EvaluatedSubject, EvaluationRun
from supervision.scope import Scope
from tests.data_access.appeals.test_measures import (
    MOMENTS,
    PERIOD,
    SCOPES,
    filled,  # noqa: F401  a fixture
    filled_once,  # noqa: F401  a fixture
    rows_of,
)
from tests.naive_appeals import NAIVE
from tests.naive_counts import Question

NAMES = tuple(HELD)


@pytest.fixture
def known(filled: Connection) -> Iterator[Connection]:  # noqa: F811
    """The random rows after one batch, of which nothing is in memory yet."""
    _worked(filled, 1, MOMENTS[1])
    open_appeals.forget()
    yield filled
    open_appeals.forget()


def _worked(connection: Connection, run_no: int, finished_at: datetime, *subjects: str) -> None:
    run = {"run_no": run_no, "finished_at": finished_at, "subjects": len(subjects)}
    connection.execute(insert(EvaluationRun), run)
    for one in subjects:
        worked = {"line": "appeal", "subject_id": one, "run_no": run_no}
        connection.execute(insert(EvaluatedSubject), worked)


def _assert_all_agree(connection: Connection) -> dict[str, int]:
    """At each moment and in each scope; the largest number of each measure."""
    rows, most = rows_of(connection), dict.fromkeys(NAMES, 0)
    for as_of in (*MOMENTS, datetime(2026, 8, 2, 0, 0)):
        for bounds in SCOPES:
            scope, question = (
                Scope(PERIOD, **bounds),
                Question(PERIOD.first, PERIOD.last, as_of, **bounds),
            )
            found = appeals.standing(connection, scope, as_of=as_of, names=NAMES)
            for name in NAMES:
                assert found[name].tolist() == [NAIVE[name](rows, question)], (name, bounds, as_of)
                most[name] = max(most[name], int(found[name].iloc[0]))
            for by in (None, "department", "item", "town"):
                held = appeals.standing(connection, scope, as_of=as_of, names=NAMES, by=by)
                read = figures(connection, scope, NAMES, as_of=as_of, by=by)
                held, read = (each[each[list(NAMES)].any(axis=1)] for each in (held, read))
                assert held.to_dict("list") == read.to_dict("list"), (by, bounds, as_of)
    return most


def test_memory_is_sql_is_a_naive_count(known: Connection) -> None:
    assert min(_assert_all_agree(known).values()) > 2


def test_a_batch_is_followed(known: Connection) -> None:
    before = _assert_all_agree(known)
    first = open_appeals.known(known)
    answered = update(AppealClock).where(AppealClock.answered_at.is_(None))
    some = [f"key-{number}" for number in range(200)]
    known.execute(answered.where(AppealClock.appeal_id.in_(some)).values(answered_at=MOMENTS[0]))
    known.execute(delete(AppealClock).where(AppealClock.appeal_id == "key-300"))
    _worked(known, 2, MOMENTS[1], *some, "key-300")
    after = _assert_all_agree(known)
    assert after["appeals_open"] < before["appeals_open"]
    second = open_appeals.known(known)
    assert (second.run_no, second.codes) == (2, first.codes), "it was read anew, not followed"


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


def test_a_measure_that_is_not_held_is_refused(known: Connection) -> None:
    with pytest.raises(KeyError):
        open_appeals.stocks(known, Scope(PERIOD), as_of=MOMENTS[1], names=("appeals_suspended",))
