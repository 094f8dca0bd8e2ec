"""Every measure of appeals and signals: figure is list is cells is a naive count."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, DateTime, Integer, delete, insert, select, update

from data_access.cells import compare, memory, rebuild_cells, refresh, touched_cells
from data_access.figures import figures
from data_access.measures import MEASURES
from data_access.schema import CELLS, AppealClock, AppealStay, EvaluationRun, Finding, SignalClock
from data_access.schema.base import table_of
from data_access.waiting import queue_cells
from supervision.scope import Period, Scope
from tests.measured import (
    assert_cells_are_naive,
    assert_days_and_months_add_up,
    assert_figure_is_list_is_naive,
    assert_memory_knows_the_running_day,
)
from tests.naive_appeals import NAIVE
from tests.naive_counts import Question, fetched

LINES = ("appeal", "signal")
MINE = {name: one for name, one in MEASURES.items() if one.line in LINES}
NAMES = list(MINE)
PERIOD = Period(date(2026, 8, 20), date(2026, 10, 5))
MOMENTS = (
    datetime(2026, 9, 3, 10, 30),
    datetime(2026, 9, 14, 23, 59, 59),
    datetime(2026, 10, 30, 9, 0),
)
SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"departments": ("d1", "d2")},
    {"items": ("land",)},
    {"towns": ("zhujing",)},
    {"towns": ("zhujing",), "departments": ("d1", "d3")},
    {"towns": ("fengjing",), "items": ("land", "tax")},
)
LISTED = (*SCOPES[:2], SCOPES[-1])
"""The scopes in which every list is read too: each dimension once."""
LOOP = (
    *("opened_at", "accepted_at", "dispatched_at", "signed_at", "contacted_at"),
    *("answered_at", "called_back_at", "verified_at", "supervised_at"),
)
TABLES = {"rounds": AppealClock, "stays": AppealStay, "signals": SignalClock, "findings": Finding}
RESULTS = ("solved", "solved", "explained", "withdrawn", "not_accepted", "")
SIGNAL_RESULTS = ("revoked", "changed", "won", "lost", "rectified", "")
CHOICES: dict[str, tuple[Any, ...]] = {
    "department_code": ("d1", "d2", "d3"),
    "item_code": ("land", "drainage", "tax"),
    "town_code": ("zhujing", "fengjing"),
    "class_code": ("five", ""),
    "enterprise_code": ("E1", ""),
    "case_id": ("s:1", ""),
    "enterprise_verdict": ("solved", "partly", "not_solved", "no_answer", ""),
    "satisfaction": (1, 2, 3, 5),
    "round_no": (1, 1, 2),
    "channel": ("online", "centre", "phone", "visit", "hotline", "fax", ""),
    "line": ("appeal", "appeal", "approval", "signal", "signal"),
    "subject_id": (*("s:1", "s:2") * 100, *(f"key-{number}" for number in range(400))),
    "rule": ("W45", "W46", "W02", "W110", "W111", "W112", "W113", "W114"),
    "level": ("order", "soon", "yellow", "hint"),
    "stage": ("sign", "handle", "suspended"),
    "begun_by": ("dispatch", "redispatch", "accept"),
    "ended_by": ("return", "sign", ""),
    "kind": (
        *("petition", "hotline", "discipline_report", "reconsideration", "lawsuit"),
        *("audit_problem", "accountability"),
    ),
}


def some(random: Random, table: str, column: Any) -> Any:
    """A value of a column; moments between August and October, some on the last second of a day."""
    if column.nullable and random.random() < 0.3:
        return None
    if column.name == "outcome":
        return random.choice(SIGNAL_RESULTS if table == "signal_clock" else RESULTS)
    if column.name in CHOICES:
        return random.choice(CHOICES[column.name])
    if isinstance(column.type, DateTime):
        moment = datetime(2026, 8, 1) + timedelta(seconds=random.randrange(86_400 * 90))
        return moment.replace(hour=23, minute=59, second=59) if random.random() < 0.3 else moment
    if isinstance(column.type, Boolean):
        return random.random() < 0.6
    return random.randrange(9) if isinstance(column.type, Integer) else ""


def last_of(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Of a round its latest moment; nothing of another row."""
    moments = [row[name] for name in LOOP if row[name]] if table == "appeal_clock" else []
    return {"last_at": max(moments)} if moments else {}


@pytest.fixture(scope="module")
def filled_once(shared_connection: Connection) -> Connection:
    """Four hundred random rows a table, with all cells."""
    random, connection = Random(4), shared_connection
    for model in TABLES.values():
        table = table_of(model)
        key = next(iter(table.primary_key)).name
        rows = [
            {one.name: some(random, table.name, one) for one in table.c} | {key: f"key-{number}"}
            for number in range(400)
        ]
        connection.execute(insert(table), [row | last_of(table.name, row) for row in rows])
    for line in LINES:
        rebuild_cells(connection, line, run_no=1)
    return connection


@pytest.fixture
def filled(filled_once: Connection) -> Iterator[Connection]:
    """These rows; what a test changes is taken back, and nothing of it stays in memory."""
    memory.forget()
    with filled_once.begin_nested() as work:
        yield filled_once
        work.rollback()
    memory.forget()


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        name: fetched(connection.execute(select(table_of(model))).mappings())
        for name, model in TABLES.items()
    }


def test_figure_is_list_is_naive_count_for_every_measure(filled: Connection) -> None:
    asked = rows_of(filled), PERIOD, MOMENTS, LISTED
    assert assert_figure_is_list_is_naive(filled, MINE, NAIVE, *asked) == set(NAMES)


@pytest.mark.parametrize("line", LINES)
def test_cells_of_closed_days_are_the_naive_count(filled: Connection, line: str) -> None:
    assert_cells_are_naive(filled, line, NAIVE, rows_of(filled), PERIOD, MOMENTS, SCOPES)


def test_memory_knows_the_running_day(filled: Connection) -> None:
    assert_memory_knows_the_running_day(filled, MINE, PERIOD, SCOPES)


def test_while_cells_wait_nothing_is_taken_off_what_they_do_not_know_yet(
    filled: Connection,
) -> None:
    name = "appeals_missed_supervised"

    def told() -> list[int]:
        asked = product(MOMENTS, SCOPES)
        frames = (figures(filled, Scope(PERIOD, **b), [name], as_of=at) for at, b in asked)
        return [int(frame[name].iloc[0]) for frame in frames]

    before = told()
    for tables in CELLS["appeal"].sets:
        for table in (tables.daily, tables.total, tables.monthly, tables.monthly_total):
            filled.execute(update(table).values(appeals_missed_ever_supervised=0))
    memory.forget()
    assert told() != before
    queue_cells(filled, "appeal")
    assert told() == before
    assert max(before) > 0


@pytest.mark.parametrize("newest", [MOMENTS[0], datetime(2027, 3, 1, 8, 0)])
def test_a_moment_far_back_is_counted_from_rows_and_says_the_same(
    filled: Connection, newest: datetime
) -> None:
    run = {"run_no": 1, "finished_at": newest, "subjects": 1}
    filled.execute(insert(EvaluationRun), run)
    rows, moment = rows_of(filled), MOMENTS[0]
    so_far = [name for name, one in MINE.items() if one.is_begun_whole]
    assert len(so_far) == 10
    for by in (None, "department", "item", "month"):
        found = figures(filled, Scope(PERIOD), so_far, as_of=moment, by=by)
        question = Question(PERIOD.first, PERIOD.last, moment)
        expected = {name: NAIVE[name](rows, question) for name in so_far}
        assert found[so_far].sum().to_dict() == expected
        assert sum(expected.values()) > 60


def test_days_and_months_add_up_to_the_period(filled: Connection) -> None:
    assert_days_and_months_add_up(filled, MINE, PERIOD, MOMENTS[0])


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_town_is_its_naive_count_without_a_row_being_read(
    filled: Connection, moment: datetime
) -> None:
    rows = rows_of(filled)
    kept = list(CELLS["appeal"].measures)
    for bounds in ({}, {"departments": ("d1", "d2")}, {"towns": ("fengjing",)}):
        found = figures(filled, Scope(PERIOD, **bounds), kept, as_of=moment, by="town")
        assert list(found["town"]) == list(bounds.get("towns", ("fengjing", "zhujing")))
        for town, *numbers in found.itertuples(index=False):
            asked = Question(PERIOD.first, PERIOD.last, moment, **(bounds | {"towns": (town,)}))
            assert dict(zip(kept, numbers, strict=True)) == {
                name: NAIVE[name](rows, asked) for name in kept
            }
    if moment == MOMENTS[-1]:  # every day of the period is over
        filled.execute(delete(AppealClock))
        again = figures(filled, Scope(PERIOD, **bounds), kept, as_of=moment, by="town")
        assert again.equals(found)


def test_until_cells_by_town_are_counted_rows_answer(filled: Connection) -> None:
    """As after the upgrade that brings them, before the next evaluation."""
    scope, kept = Scope(PERIOD), list(CELLS["appeal"].measures)
    counted = figures(filled, scope, kept, as_of=MOMENTS[2], by="town")
    by_town = CELLS["appeal"].by_town
    for table in (by_town.daily, by_town.total, by_town.monthly, by_town.monthly_total):
        filled.execute(delete(table))
    memory.forget()
    queue_cells(filled, "appeal")
    assert figures(filled, scope, kept, as_of=MOMENTS[2], by="town").equals(counted)


def test_cells_by_town_follow_every_change(filled: Connection) -> None:
    """Rounds and stays that move to another town, holder and day, a few at a time."""
    for number, (model, column) in enumerate(
        ((AppealClock, "opened_at"), (AppealClock, "due_at"), (AppealStay, "entered_at")), 2
    ):
        table = table_of(model)
        some_rows = table.c.department_code == "d2"
        before = filled.execute(select(table).where(some_rows)).mappings().all()
        moved = {"town_code": "tinglin", "department_code": "d3"}
        moment = datetime(2026, 9, 14, 23, 59, 59) if column == "due_at" else at_noon()
        filled.execute(update(table).where(some_rows).values(moved | {column: moment}))
        after = [dict(row) | moved | {column: moment} for row in before]
        touched = touched_cells("appeal", {model: [*before, *after]})
        refresh(filled, "appeal", touched, run_no=number)
        assert compare(filled, "appeal").empty
    assert_cells_are_naive(filled, "appeal", NAIVE, rows_of(filled), PERIOD, MOMENTS, SCOPES)


def at_noon() -> datetime:
    return datetime(2026, 9, 14, 12)


def test_a_wrong_cell_by_town_is_named(filled: Connection) -> None:
    daily = CELLS["appeal"].by_town.daily
    row = (
        filled.execute(select(daily).where(daily.c.appeals_answered > 0).limit(1)).mappings().one()
    )
    key = {name: row[name] for name in ("day", "town_code", "department_code")}
    wrong = update(daily).where(*(daily.c[name] == value for name, value in key.items()))
    filled.execute(wrong.values(appeals_answered=row["appeals_answered"] + 7))
    off = compare(filled, "appeal")
    (named,) = off[off["measure"] == "appeals_answered"].to_dict("records")
    assert named == key | {
        "item_code": "",
        "measure": "appeals_answered",
        "in_cells": row["appeals_answered"] + 7,
        "from_rows": row["appeals_answered"],
    }
    rest = set(off["measure"]) - {"appeals_answered"}
    assert rest == {"total_appeals_answered", "month_appeals_answered"}


@pytest.mark.parametrize("by", ["department", "item", "town"])
def test_parts_add_up_to_the_whole(filled: Connection, by: str) -> None:
    scope = Scope(PERIOD)
    whole = figures(filled, scope, NAMES, as_of=MOMENTS[1]).iloc[0]
    parts = figures(filled, scope, NAMES, as_of=MOMENTS[1], by=by)
    assert len(parts) > 1
    assert parts[NAMES].sum().to_dict() == whole.to_dict()


def test_cells_are_exactly_the_flows_that_no_later_moment_changes() -> None:
    kept = [name for line in LINES for name in CELLS[line].measures]
    assert [name for name, one in MINE.items() if one.in_cells] == kept
    assert set(NAIVE) == set(MINE)
