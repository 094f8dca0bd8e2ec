"""Months: kept once they are over, summed up anew when a day of theirs changes."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, insert, select, update

from data_access.cells import compare, rebuild_cells, refresh, touched_cells
from data_access.cells.months import last_kept
from data_access.figures import figures
from data_access.schema import CELLS, CaseClock, EvaluationRun, MonthlyTotal
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
from tests.derived_rows import closed, write

DUE = datetime(2026, 11, 30, 23, 59, 59)
YEAR = Scope(Period(date(2025, 11, 20), date(2026, 11, 19)))


def run(connection: Connection, finished_at: datetime) -> None:
    connection.execute(insert(EvaluationRun).values(finished_at=finished_at, subjects=1))


def kept(connection: Connection) -> dict[date, int]:
    month = table_of(MonthlyTotal).c
    rows = connection.execute(select(month.month, month.closed).where(month.closed > 0))
    return {row.month: row.closed for row in rows}


@pytest.fixture
def cases(connection: Connection) -> list[dict[str, object]]:
    """One closed in September, two in October, one in November."""
    days = [(9, 30), (10, 1), (10, 31), (11, 5)]
    rows = [
        closed(f"c{n}", datetime(2026, 9, 1, 9), DUE, datetime(2026, month, day, 23, 59, 59))
        for n, (month, day) in enumerate(days)
    ]
    write(connection, rows)
    return rows


def test_the_month_that_runs_is_not_kept_until_it_is_over(
    connection: Connection, cases: list[dict[str, object]]
) -> None:
    run(connection, datetime(2026, 10, 31, 23, 59, 59))
    refresh(connection, "approval", touched_cells("approval", {CaseClock: cases}), run_no=1)
    assert last_kept(connection, CELLS["approval"]) == date(2026, 9, 1)
    assert kept(connection) == {date(2026, 9, 1): 1}

    run(connection, datetime(2026, 11, 1))
    refresh(connection, "approval", set(), run_no=2)
    assert kept(connection) == {date(2026, 9, 1): 1, date(2026, 10, 1): 2}
    assert compare(connection, "approval").empty


def test_a_late_correction_changes_the_month_it_lies_in(
    connection: Connection, cases: list[dict[str, object]]
) -> None:
    run(connection, datetime(2026, 11, 19))
    rebuild_cells(connection, "approval", run_no=1)
    moved = cases[0] | {"closed_at": datetime(2026, 10, 2, 9), "department_code": "health"}
    connection.execute(
        update(CaseClock)
        .where(CaseClock.case_id == "c0")
        .values(closed_at=moved["closed_at"], department_code="health")
    )
    assert not compare(connection, "approval").empty
    refresh(
        connection, "approval", touched_cells("approval", {CaseClock: [cases[0], moved]}), run_no=2
    )

    assert compare(connection, "approval").empty
    by_department = figures(
        connection, YEAR, ["closed"], as_of=datetime(2026, 11, 20), by="department"
    )
    assert dict(by_department.itertuples(index=False)) == {"health": 1, "housing": 3}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), 2),  # a month exactly
        (date(2026, 10, 2), date(2026, 10, 31), 1),
        (date(2026, 9, 30), date(2026, 10, 30), 2),
        (date(2026, 9, 1), date(2026, 11, 19), 4),  # two months kept and one that runs
        (date(2025, 9, 1), date(2026, 8, 31), 0),  # months that hold nothing
    ],
)
def test_whole_months_and_the_days_around_them_make_the_period(
    connection: Connection,
    cases: list[dict[str, object]],
    first: date,
    last: date,
    expected: int,
) -> None:
    run(connection, datetime(2026, 11, 19))
    rebuild_cells(connection, "approval", run_no=1)
    scope = Scope(Period(first, last))

    assert len(cases) == 4
    for by in (None, "department", "item", "month", "day"):
        found = figures(connection, scope, ["closed"], as_of=datetime(2026, 11, 20), by=by)
        assert found["closed"].sum() == expected
