"""Cells added up in memory: the same as SQL over the days, in step with every change."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from data_access.cells import memory, rebuild_cells, refresh, touched_cells
from data_access.cells.reading import read_cells, read_durations
from data_access.engine import reading, writing
from data_access.figures import figures
from data_access.schema import (
    CELLS,
    CaseClock,
    DailyCell,
    DurationCell,
    EvaluationRun,
    MonthlyTotal,
    StepClock,
)
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
from tests.derived_rows import Chance, closed, write

Rows = Sequence[Any]
NAMES = ("closed", "received", "closed_used_days", "cards_red")
PERIODS = (
    Period(date(2026, 7, 20), date(2026, 10, 10)),  # days, whole months, days
    Period(date(2026, 8, 1), date(2026, 8, 31)),
    Period(date(2026, 9, 3), date(2026, 9, 3)),
    Period(date(2030, 1, 1), date(2030, 2, 3)),  # nothing
)
BOUNDS: tuple[dict[str, Any], ...] = (
    {},
    {"departments": ("department-1", "department-2")},
    {"items": ("item-3", "unheard of")},
    {"departments": ("department-1",), "items": ("item-1", "item-2")},
)
SPLITS = (None, "department", "item", "place", "day", "month")
LATE = datetime(2026, 12, 15)
DUE = datetime(2026, 11, 16, 23, 59, 59)


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture(scope="module")
def filled_once(shared_connection: Connection) -> Connection:
    connection = shared_connection
    write(connection, *Chance(seed=7, first=datetime(2026, 7, 1), days=120).cases(500))
    rebuild_cells(connection, "approval", run(connection))
    return connection


@pytest.fixture
def filled(filled_once: Connection) -> Iterator[Connection]:
    """Five hundred random cases with their cells; what a test changes is taken back."""
    with filled_once.begin_nested() as work:
        yield filled_once
        work.rollback()


def run(connection: Connection) -> int:
    """A batch of the evaluation; its number."""
    connection.execute(insert(EvaluationRun).values(finished_at=LATE, subjects=1))
    return connection.scalar(select(func.max(EvaluationRun.run_no))) or 0


def key_of(row: Any, by: str | None) -> object:
    return {
        None: None,
        "department": row.department_code,
        "item": row.item_code,
        "place": f"{row.department_code}\n{row.item_code}",
        "day": row.day,
        "month": row.day.replace(day=1),
    }[by]


def naive(rows: Rows, by: str | None) -> dict[object, list[int]]:
    """The daily cells of a scope, row by row."""
    found: dict[object, list[int]] = {} if by else {None: [0] * len(NAMES)}
    for row in rows:
        sums = found.setdefault(key_of(row, by), [0] * len(NAMES))
        for place, name in enumerate(NAMES):
            sums[place] += getattr(row, name)
    return found


def naive_durations(rows: Rows, by: str | None) -> dict[object, Counter[int]]:
    found: dict[object, Counter[int]] = {}
    for row in rows:
        found.setdefault(key_of(row, by), Counter())[row.used_days] += row.cases
    return found


def all_of(connection: Connection, model: type[DailyCell | DurationCell]) -> Rows:
    return connection.execute(select(table_of(model))).all()


def within(rows: Rows, scope: Scope) -> Rows:
    return [row for row in rows if is_within(row, scope)]


def is_within(row: Any, scope: Scope) -> bool:
    return (
        scope.period.first <= row.day <= scope.period.last
        and (not scope.departments or row.department_code in scope.departments)
        and (not scope.items or row.item_code in scope.items)
    )


def assert_same(connection: Connection) -> int:
    """Every period, scope and split; how many closings were compared."""
    compared = 0
    days, spread = all_of(connection, DailyCell), all_of(connection, DurationCell)
    for period in PERIODS:
        for bounds in BOUNDS:
            scope = Scope(period, **bounds)
            some_days, some_spread = within(days, scope), within(spread, scope)
            for by in SPLITS:
                rows = read_cells(connection, "approval", NAMES, scope, by)
                assert {key: numbers for key, *numbers in rows} == naive(some_days, by)
                assert len({key for key, *_ in rows}) == len(rows)
                spreads = read_durations(connection, "approval", scope, by)
                assert spreads == naive_durations(some_spread, by)
                compared += sum(row[1] for row in rows)
    return compared


def test_memory_is_sql_for_every_period_scope_and_split(filled: Connection) -> None:
    assert table_rows(filled, MonthlyTotal) > 0
    assert assert_same(filled) > 1000
    assert assert_same(filled) > 1000  # now from what is held


def table_rows(connection: Connection, model: type[MonthlyTotal]) -> int:
    return connection.scalar(select(func.count()).select_from(table_of(model))) or 0


def test_a_change_reaches_every_number_and_reads_little(filled: Connection) -> None:
    assert_same(filled)
    before = rows_of(filled)
    filled.execute(
        update(CaseClock)
        .where(CaseClock.department_code == "department-1", CaseClock.closed_at.is_not(None))
        .values(department_code="department-new", item_code="item-3", used_days=77)
    )
    touched = touched_cells("approval", {CaseClock: [*before, *rows_of(filled)]})
    assert touched
    earlier = sum_of(filled, "department-new")
    refresh(filled, "approval", touched, run(filled))
    assert_same(filled)
    assert earlier == 0
    assert sum_of(filled, "department-new") > 0


def sum_of(connection: Connection, department: str) -> int:
    scope = Scope(PERIODS[0], departments=(department,))
    return int(read_cells(connection, "approval", ("closed",), scope, None)[0][1])


def rows_of(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table_of(CaseClock))).mappings()]


def test_what_is_deleted_is_gone_by_a_change_and_by_a_rebuild(filled: Connection) -> None:
    assert sum_of(filled, "department-2") > 0
    before = [row for row in rows_of(filled) if row["department_code"] == "department-2"]
    filled.execute(delete(CaseClock).where(CaseClock.department_code == "department-2"))
    refresh(filled, "approval", touched_cells("approval", {CaseClock: before}), run(filled))
    assert sum_of(filled, "department-2") == 0
    assert_same(filled)

    filled.execute(delete(CaseClock))
    filled.execute(delete(StepClock))
    assert sum_of(filled, "department-1") > 0  # until the cells are counted anew
    rebuild_cells(filled, "approval", run(filled))
    assert sum_of(filled, "department-1") == 0
    assert_same(filled)


def test_a_rebuild_reads_all_anew(filled: Connection) -> None:
    before = sum_of(filled, "department-1")
    filled.execute(update(CaseClock).values(department_code="department-1"))
    rebuild_cells(filled, "approval", run(filled))
    assert sum_of(filled, "department-1") > before
    assert_same(filled)


def test_numbers_that_have_not_changed_are_not_read_again(
    filled: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum_of(filled, "housing") == 0
    asked: list[object] = []
    monkeypatch.setattr(memory, "read_block", lambda *some: asked.append(some))
    case = closed("new", datetime(2026, 8, 3, 9), DUE, datetime(2026, 8, 5, 16))
    write(filled, [case])
    refresh(filled, "approval", touched_cells("approval", {CaseClock: [case]}), run(filled))
    assert sum_of(filled, "housing") == 1
    assert asked == []


def test_a_year_is_at_hand_before_anybody_asks(
    filled: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.hold(filled, "approval")
    year = Scope(Period(date(2026, 1, 1), LATE.date()))
    expected = naive(within(all_of(filled, DailyCell), year), "department")
    monkeypatch.delattr(memory, "read_block")
    rows = read_cells(filled, "approval", NAMES, year, "department")
    assert {key: numbers for key, *numbers in rows} == expected
    assert expected


def test_an_older_view_of_the_database_leaves_nothing_behind(database: Engine) -> None:
    """A reader who began before a change does not fill the newer version with what it sees."""
    scope = Scope(PERIODS[0])
    with writing(database) as connection:
        case = closed("a", datetime(2026, 8, 3, 9), DUE, datetime(2026, 8, 5, 16))
        write(connection, [case])
        rebuild_cells(connection, "approval", run(connection))
    with reading(database) as early:
        assert early.scalar(select(func.count(CaseClock.case_id))) == 1  # its view begins
        with writing(database) as connection:
            other = case | {"case_id": "b"}
            write(connection, [other])
            touched = touched_cells("approval", {CaseClock: [other]})
            refresh(connection, "approval", touched, run(connection))
        with reading(database) as late:
            memory.cells(
                late, CELLS["approval"]
            )  # the newest version, of which nothing is held yet
        assert read_cells(early, "approval", ("closed",), scope, None) == [(None, 1)]
    with reading(database) as late:
        assert read_cells(late, "approval", ("closed",), scope, None) == [(None, 2)]


def test_the_day_that_runs_counts_what_has_happened(filled: Connection) -> None:
    """Cells know the whole day; at a moment of it, what is ahead does not count."""
    moments = [
        (0, 0, 0),
        (9, 30, 0),
        (16, 0, 0),
        (23, 59, 59),
    ]
    names = ["closed", "received", "accepted", "closed_used_days", "due_raw", "due_raw_met"]
    rows = rows_of(filled)
    for hour, minute, second in moments:
        as_of = datetime(2026, 9, 3, hour, minute, second)
        scope = Scope(Period(date(2026, 8, 20), as_of.date()))
        first = datetime(2026, 8, 20)
        counted = figures(filled, scope, names, as_of=as_of).iloc[0]
        assert counted["closed"] == sum(
            row["closed_at"] is not None and first <= row["closed_at"] <= as_of for row in rows
        )
        assert counted["received"] == sum(first <= row["received_at"] <= as_of for row in rows)
        by_day = figures(filled, scope, names, as_of=as_of, by="day")
        assert by_day[names].sum().to_dict() == counted.to_dict()


def test_a_database_that_does_not_answer_is_not_hidden(filled: Connection) -> None:
    assert sum_of(filled, "department-1") > 0
    filled.execute(text("DROP TABLE evaluation_run"))
    with pytest.raises(Exception, match="evaluation_run"):
        sum_of(filled, "department-1")


def test_another_line_has_cells_of_its_own(filled: Connection) -> None:
    scope = Scope(PERIODS[0])
    names = CELLS["project"].measures[:1]
    assert read_cells(filled, "project", names, scope, None) == [(None, 0)]
