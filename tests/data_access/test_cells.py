"""Cells: only what changed is touched, and what is touched comes out as a rebuild would."""

from copy import deepcopy
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, delete, select, update

from data_access.cells import GROUPS, compare, rebuild_cells, refresh, touched_cells
from data_access.figures import indicators
from data_access.schema import (
    CELL_MEASURES,
    CELLS,
    CaseClock,
    DailyCell,
    DailyTotal,
    DurationCell,
    Finding,
    MonthlyCell,
    MonthlyDuration,
    MonthlyTotal,
    StepClock,
)
from data_access.schema.base import table_of
from supervision.rates import nearest_rank
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, Row, closed, found, step, write

TABLES = (CaseClock, StepClock, Finding)
NO_CELL = dict.fromkeys(CELL_MEASURES, 0)
ON_TIME = datetime(2026, 11, 9, 16, 30)
DUE = datetime(2026, 11, 16, 23, 59, 59)


def one_case(**values) -> Row:
    return closed("a", datetime(2026, 11, 2, 9), DUE, ON_TIME) | values


def cell(connection: Connection, day: date) -> dict[str, int]:
    table = table_of(DailyCell)
    row = connection.execute(select(table).where(table.c.day == day)).mappings().one_or_none()
    return {name: row[name] for name in CELL_MEASURES} if row else NO_CELL


def test_a_new_case_touches_the_day_of_each_of_its_moments() -> None:
    touched = touched_cells("approval", {CaseClock: [one_case()]})
    assert {(group, day.day) for group, day, _, _ in touched} == {
        ("approval.case_clock.received_at", 2),
        ("approval.case_clock.accepted_at", 2),
        ("approval.case_clock.closed_at", 9),
        ("approval.case_clock.promised_raw_due_at", 16),
        ("approval.case_clock.promised_lawful_due_at", 16),
        ("approval.case_clock.promised_due_at", 16),
    }
    assert {(department, item) for _, _, department, item in touched} == {("housing", "item-1")}


def test_what_stays_the_same_touches_nothing() -> None:
    case = one_case()
    steps = [step(case, 1, ON_TIME, ON_TIME)]
    findings = [found(case, "W02", "yellow", DUE)]
    again = deepcopy(case) | {"run_no": 2}
    assert (
        touched_cells(
            "approval", {CaseClock: [case, again], StepClock: steps * 2, Finding: findings * 2}
        )
        == set()
    )


def test_a_case_that_moves_touches_where_it_was_and_where_it_is() -> None:
    later = one_case(department_code="health")
    touched = touched_cells("approval", {CaseClock: [one_case(), later]})
    assert {department for _, _, department, _ in touched} == {"housing", "health"}


def test_only_the_columns_that_can_have_changed_are_touched() -> None:
    touched = touched_cells("approval", {CaseClock: [one_case(), one_case(decider_count=2)]})
    assert {group for group, *_ in touched} == {"approval.case_clock.closed_at"}


def test_a_change_moves_the_numbers_from_cell_to_cell(connection: Connection) -> None:
    before, after = one_case(), one_case(closed_at=datetime(2026, 11, 20), outcome="void")
    write(connection, [before])
    refresh(connection, "approval", touched_cells("approval", {CaseClock: [before]}), run_no=1)
    assert cell(connection, date(2026, 11, 9))["closed_granted"] == 1
    connection.execute(
        update(CaseClock).values(closed_at=after["closed_at"], outcome=after["outcome"])
    )
    refresh(
        connection, "approval", touched_cells("approval", {CaseClock: [before, after]}), run_no=2
    )
    assert cell(connection, date(2026, 11, 9)) == NO_CELL
    assert cell(connection, date(2026, 11, 20))["closed_void"] == 1
    runs = select(DailyCell.__table__.c.day, DailyCell.__table__.c.run_no)
    assert {day.day: run for day, run in connection.execute(runs)} == {2: 1, 9: 2, 16: 2, 20: 2}


@pytest.mark.parametrize("due", [DUE, datetime(2026, 11, 16, 0, 0), datetime(2026, 11, 16, 15, 7)])
def test_limits_are_counted_at_whatever_moment_of_the_day_they_end(
    connection: Connection, due: datetime
) -> None:
    case = closed("a", datetime(2026, 11, 2, 9), due, ON_TIME)
    write(connection, [case])
    refresh(connection, "approval", touched_cells("approval", {CaseClock: [case]}), run_no=1)
    assert cell(connection, date(2026, 11, 16))["due_lawful_met"] == 1
    assert compare(connection, "approval").empty


def test_refreshing_batch_by_batch_ends_where_a_rebuild_would(connection: Connection) -> None:
    chance = Chance(seed=4, first=datetime(2026, 9, 1), days=40)
    old = chance.cases(240)
    write(connection, *old)
    rebuild_cells(connection, "approval", run_no=1)
    new = chance.cases(240)  # the same keys with other contents
    keys = [row["case_id"] for row in old[0]]
    for start in range(0, 240, 60):
        some = set(keys[start : start + 60])
        gone = set(keys[start : start + 5])  # deleted at their source
        before, after = _of(old, some), _of(new, some - gone)
        for model, key in ((CaseClock, "case_id"), (StepClock, "case_id"), (Finding, "subject_id")):
            table = table_of(model)
            connection.execute(delete(table).where(table.c[key].in_(some)))
        write(connection, *after)
        pairs = [(*was, *now) for was, now in zip(before, after, strict=True)]
        refresh(
            connection,
            "approval",
            touched_cells("approval", dict(zip(TABLES, pairs, strict=True))),
            run_no=2 + start,
        )
        assert compare(connection, "approval").empty
    assert _everything(connection) == _rebuilt(connection)


def _of(rows: tuple[list[Row], ...], keys: set[str]) -> list[list[Row]]:
    return [
        [row for row in some if row.get("case_id", row.get("subject_id")) in keys] for some in rows
    ]


def _everything(connection: Connection) -> list[set[tuple[object, ...]]]:
    """All that is kept, without run numbers and without rows that hold nothing."""
    kept = []
    for model in (
        *(DailyCell, DailyTotal, DurationCell),
        *(MonthlyCell, MonthlyTotal, MonthlyDuration),
    ):
        columns = [column for column in table_of(model).c if column.name != "run_no"]
        rows = (tuple(row) for row in connection.execute(select(*columns)))
        kept.append({row for row in rows if any(part for part in row if isinstance(part, int))})
    return kept


def _rebuilt(connection: Connection) -> list[set[tuple[object, ...]]]:
    rebuild_cells(connection, "approval", run_no=9)
    return _everything(connection)


def test_comparing_names_every_number_that_is_off(connection: Connection) -> None:
    write(connection, [one_case()])
    rebuild_cells(connection, "approval", run_no=1)
    assert compare(connection, "approval").empty
    table = table_of(DailyCell)
    day = date(2026, 11, 9)
    connection.execute(update(table).where(table.c.day == day).values(closed=5, closed_late=1))
    connection.execute(update(table_of(DurationCell)).values(cases=3))
    off = compare(connection, "approval")
    rows = {(row.measure, row.in_cells, row.from_rows) for row in off.itertuples()}
    assert rows == {
        ("closed", 5, 1),
        ("closed_late", 1, 0),
        ("closed_in_7_days", 3, 1),
        ("total_closed", 1, 5),  # the department's total against its cells
        ("total_closed_late", 0, 1),
        ("month_closed", 1, 5),  # the month against its days
        ("month_closed_late", 0, 1),
        ("month_closed_in_7_days", 1, 3),
    }
    assert set(off["department_code"]) == {"housing"}


def test_comparing_finds_cells_missing_and_cells_too_many(connection: Connection) -> None:
    write(connection, [one_case()])
    rebuild_cells(connection, "approval", run_no=1)
    table = table_of(DailyCell)
    connection.execute(delete(table).where(table.c.day == date(2026, 11, 9)))
    assert "closed" in set(compare(connection, "approval")["measure"])
    rebuild_cells(connection, "approval", run_no=2)
    connection.execute(delete(CaseClock))
    off = compare(connection, "approval")
    assert (off["from_rows"] == 0).all()
    assert {"received", "closed", "due_raw"} <= set(off["measure"])


def test_cells_of_unknown_items_are_cells_too(connection: Connection) -> None:
    case = one_case(item_code="", department_code="")
    write(connection, [case])
    refresh(connection, "approval", touched_cells("approval", {CaseClock: [case]}), run_no=1)
    assert cell(connection, date(2026, 11, 2))["received"] == 1
    assert compare(connection, "approval").empty


def test_durations_of_cells_and_rows_give_one_median(connection: Connection) -> None:
    chance = Chance(seed=8, first=datetime(2026, 8, 1), days=60)
    clocks, steps, findings = chance.cases(500)
    write(connection, clocks, steps, findings)
    rebuild_cells(connection, "approval", run_no=1)
    as_of = datetime(2026, 9, 20, 15, 0)
    period = Period(date(2026, 8, 10), date(2026, 9, 30))
    outside = ("withdrawn", "returned", "void", "not_accepted")
    for bounds in ({}, {"departments": ("department-1",)}, {"towns": ("tinglin",)}):
        used = [
            row["used_days"]
            for row in clocks
            if row["closed_at"] is not None
            and datetime(2026, 8, 10) <= row["closed_at"] <= as_of
            and row["outcome"] not in outside
            and row["limit_unit"] != "working_hour"
            and row["used_days"] is not None
            and row["department_code"] in bounds.get("departments", (row["department_code"],))
            and row["town_code"] in bounds.get("towns", (row["town_code"],))
        ]
        counts = pd.Series(used).value_counts().to_dict()
        answer = indicators(
            connection, Scope(period, **bounds), ["A14_median", "A14_p90"], as_of=as_of
        )
        assert list(answer["value"]) == [nearest_rank(counts, 0.5), nearest_rank(counts, 0.9)]
        assert list(answer["denominator"]) == [len(used)] * 2
        assert list(answer["numerator"]) == [sum(used)] * 2


def test_every_kept_measure_belongs_to_one_group() -> None:
    grouped = [measure.name for group in GROUPS.values() for measure in group.measures]
    kept = [name for line in CELLS.values() for cells in line.sets for name in cells.measures]
    assert sorted(grouped) == sorted(kept)
