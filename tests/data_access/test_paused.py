"""Cases in a special procedure at any moment, counted from the contract a second, naive way."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data_access.engine import reading
from data_access.figures import cases, figures
from data_access.schema import ApprovalCase, CasePause, PauseClock
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
from tests.permit import NOW, add, declare, the_case

SCOPE = Scope(Period(NOW.date(), NOW.date()))


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour)


def a_pause(case_id: str, number: int, *times: datetime | None, kind: str = "hearing") -> dict:
    started_at, ended_at = times
    return {
        "case_id": case_id,
        "pause_no": number,
        "kind": kind,
        "started_at": started_at,
        "ended_at": ended_at,
    }


ROWS: dict[Any, list[dict[str, Any]]] = {
    ApprovalCase: [
        *(the_case(f"s:{name}", decided_at=None) for name in "abcdg"),
        *(the_case(f"s:{name}", decided_at=on(12)) for name in "ef"),
    ],
    CasePause: [
        a_pause("s:a", 1, on(4), on(11)),
        a_pause("s:b", 1, on(4), on(10)),  # these two overlap: one case, once
        a_pause("s:b", 2, on(6), on(16), kind="testing"),
        a_pause("s:c", 1, on(4), on(6)),
        a_pause("s:c", 2, on(16), None),  # again, and still
        a_pause("s:d", 1, on(6), None),
        a_pause("s:d", 2, on(9), on(11)),  # within one that has no end
        a_pause("s:e", 1, on(4), None),  # the decision ended it
        a_pause("s:f", 1, on(4), on(20)),  # outlasts the decision: the clock has stopped
    ],
}
EXPECTED = {on(5): "abcef", on(9): "abdef", on(17): "cd", NOW: "cd"}


@pytest.fixture
def district(database: Engine) -> Engine:
    declare(database)
    add(database, ROWS)
    return database


def naive(as_of: datetime) -> set[str]:
    """Every case with any pause around the moment that was not decided by then."""
    stops = {row["case_id"]: row["decided_at"] for row in ROWS[ApprovalCase]}
    return {
        row["case_id"]
        for row in ROWS[CasePause]
        if row["started_at"] <= as_of
        and (row["ended_at"] is None or row["ended_at"] > as_of)
        and (stops[row["case_id"]] is None or stops[row["case_id"]] > as_of)
    }


@pytest.mark.parametrize("as_of", EXPECTED)
def test_the_figure_is_the_list_is_a_naive_count_at_any_moment(district: Engine, as_of: datetime):
    with reading(district) as connection:
        number = figures(connection, SCOPE, ["paused"], as_of=as_of)["paused"].iloc[0]
        listing = cases(connection, SCOPE, "paused", as_of=as_of)
    listed = list(listing.frame["case_id"])
    assert len(listed) == listing.total == number
    assert set(listed) == naive(as_of) == {f"s:{name}" for name in EXPECTED[as_of]}
    assert (listing.frame["started_at"] <= as_of).all()


def test_overlapping_pauses_are_one_stretch(district: Engine):
    clock = table_of(PauseClock).c
    with reading(district) as connection:
        rows = connection.execute(
            select(clock.case_id, clock.started_at, clock.ended_at)
            .where(clock.case_id.in_(("s:b", "s:c", "s:d", "s:e")))
            .order_by(clock.case_id, clock.stretch_no)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("s:b", on(4), on(16)),
        ("s:c", on(4), on(6)),
        ("s:c", on(16), None),
        ("s:d", on(6), None),
        ("s:e", on(4), on(12)),
    ]
