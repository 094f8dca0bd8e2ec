"""Every measure of appeals and signals: figure is list is cells is a naive count."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, DateTime, Integer, func, insert, select

from data_access.cells import compare, rebuild_cells
from data_access.figures import cases, figures
from data_access.measures import MEASURES
from data_access.schema import CELLS, AppealClock, AppealStay, Finding, SignalClock
from data_access.schema.base import table_of
from supervision.scope import Period, Scope
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
    "line": ("appeal", "approval", "signal", "signal"),
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


@pytest.fixture
def filled(connection: Connection) -> Connection:
    """Four hundred random rows a table, with all cells."""
    random = Random(4)
    for model in TABLES.values():
        table = table_of(model)
        key = next(iter(table.primary_key)).name
        rows = [
            {one.name: some(random, table.name, one) for one in table.c} | {key: f"key-{number}"}
            for number in range(400)
        ]
        connection.execute(insert(table), rows)
    for line in LINES:
        rebuild_cells(connection, line, run_no=1)
    return connection


def test_figure_is_list_is_naive_count_for_every_measure(filled: Connection) -> None:
    rows = {
        name: fetched(filled.execute(select(table_of(model))).mappings())
        for name, model in TABLES.items()
    }
    seen = set()
    for as_of in MOMENTS:
        for bounds in SCOPES:
            scope = Scope(PERIOD, **bounds)
            question = Question(PERIOD.first, PERIOD.last, as_of, **bounds)
            numbers = figures(filled, scope, NAMES, as_of=as_of).iloc[0]
            for name, measure in MINE.items():
                where = f"{name} {bounds} {as_of}"
                assert numbers[name] == NAIVE[name](rows, question), where
                listing = cases(filled, scope, name, as_of=as_of)
                assert listing.total == len(listing.frame), where
                summed = listing.frame["value"].sum() if measure.value is not None else None
                assert numbers[name] == (listing.total if summed is None else summed), where
                if numbers[name]:
                    seen.add(name)
    assert seen == set(NAMES)


@pytest.mark.parametrize("line", LINES)
def test_cells_rebuilt_from_rows_say_the_same(filled: Connection, line: str) -> None:
    kept, cell = CELLS[line].measures, CELLS[line].daily.c
    end_of_day = datetime(2026, 9, 14, 23, 59, 59)
    for bounds in SCOPES[:3]:
        scope = Scope(PERIOD, **bounds)
        where = [cell.day.between(PERIOD.first, end_of_day.date())]
        if scope.departments:
            where.append(cell.department_code.in_(scope.departments))
        if scope.items:
            where.append(cell.item_code.in_(scope.items))
        sums = select(*(func.sum(cell[name]).label(name) for name in kept))
        stored = filled.execute(sums.where(*where)).mappings().one()
        numbers = figures(filled, scope, kept, as_of=end_of_day).iloc[0]
        assert dict(stored) == numbers.to_dict()
    assert compare(filled, line).empty


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
