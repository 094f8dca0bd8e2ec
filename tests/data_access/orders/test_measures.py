"""Every measure of orders: figure is list is cells is a naive count, on both databases."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, DateTime, Integer, func, insert, select

from data_access.cells import compare, rebuild_cells
from data_access.figures import cases, figures, indicators
from data_access.measures import MEASURES
from data_access.schema import (
    CELLS,
    Finding,
    OrderAnswer,
    OrderClock,
    OrderEvent,
    OrderLight,
    OrderStay,
)
from data_access.schema.base import table_of
from supervision.indicators.orders import ORDERS
from supervision.orders.ladder import Action, State
from supervision.scope import Period, Scope
from tests.naive_counts import Question, fetched
from tests.naive_orders import NAIVE

OF_ORDERS = {name: one for name, one in MEASURES.items() if one.line == "order"}
NAMES = list(OF_ORDERS)
KEPT = CELLS["order"].measures
PERIOD = Period(date(2026, 8, 20), date(2026, 10, 5))
MOMENTS = (
    datetime(2026, 9, 3, 10, 30),
    datetime(2026, 9, 14, 23, 59, 59),
    datetime(2026, 10, 30, 9, 0),
)
SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"departments": ("d1", "d2")},
    {"items": ("water",)},
    {"towns": ("zhujing",)},
)
TABLES = {
    "orders": OrderClock,
    "stays": OrderStay,
    "answers": OrderAnswer,
    "events": OrderEvent,
    "lights": OrderLight,
    "findings": Finding,
}
CHOICES = {
    "department_code": ("d1", "d2", "d3"),
    "item_code": ("water", "housing", "manufacturing"),
    "town_code": ("zhujing", "fengjing"),
    "light": ("red", "yellow", "normal"),
    "level": ("soon", "yellow", "red", "hint", "order"),
    "line": ("order", "order", "approval"),
    "at_due": ("done", "open", "contested", "withdrawn"),
    "action": tuple(Action),
    "state": tuple(State),
    "party": ("department", "supervisor", "nobody"),
}


def some(random: Random, column: Any) -> Any:
    """A value of a column; moments between August and October, some on the last second of a day."""
    if column.nullable and random.random() < 0.3:
        return None
    if column.name in CHOICES:
        return str(random.choice(CHOICES[column.name]))
    if isinstance(column.type, DateTime):
        moment = datetime(2026, 8, 1) + timedelta(seconds=random.randrange(86_400 * 90))
        return moment.replace(hour=23, minute=59, second=59) if random.random() < 0.3 else moment
    if isinstance(column.type, Boolean):
        return random.random() < 0.6
    if isinstance(column.type, Integer):
        return random.randrange(1, 3)
    return ""


@pytest.fixture
def filled(connection: Connection) -> Connection:
    """Three hundred random rows a table, with all cells; every third finding is of approvals."""
    random = Random(4)
    for model in TABLES.values():
        table = table_of(model)
        rows = []
        for number in range(300):
            row = {column.name: some(random, column) for column in table.c}
            key = next(iter(table.primary_key))
            row |= {key.name: f"key-{number}"} | ({"run_no": 1} if "run_no" in row else {})
            rows.append(row)
        connection.execute(insert(table), rows)
    for line in CELLS:
        rebuild_cells(connection, line, run_no=1)
    return connection


def test_figure_is_list_is_cells_is_naive_count_for_every_measure(filled: Connection) -> None:
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
            for name in OF_ORDERS:
                where = f"{name} {bounds} {as_of}"
                assert numbers[name] == NAIVE[name](rows, question), where
                listing = cases(filled, scope, name, as_of=as_of)
                assert numbers[name] == listing.total == len(listing.frame), where
                if numbers[name]:
                    seen.add(name)
    assert seen == set(NAMES)
    _cells_say_the_same(filled)
    _parts_add_up(filled)
    _indicators_are_their_measures(filled)


def _cells_say_the_same(filled: Connection) -> None:
    cell = CELLS["order"].daily.c
    end_of_day = datetime(2026, 9, 14, 23, 59, 59)
    where = [cell.day.between(PERIOD.first, end_of_day.date())]
    kept = filled.execute(
        select(*(func.sum(cell[name]).label(name) for name in KEPT)).where(*where)
    ).mappings()
    numbers = figures(filled, Scope(PERIOD), KEPT, as_of=end_of_day).iloc[0]
    assert dict(kept.one()) == numbers.to_dict()
    assert compare(filled, "order").empty


def _parts_add_up(filled: Connection) -> None:
    whole = figures(filled, Scope(PERIOD), NAMES, as_of=MOMENTS[1]).iloc[0]
    for by in ("department", "item", "town"):
        parts = figures(filled, Scope(PERIOD), NAMES, as_of=MOMENTS[1], by=by)
        assert len(parts) > 1
        assert parts[NAMES].sum().to_dict() == whole.to_dict()


def _indicators_are_their_measures(filled: Connection) -> None:
    numbers = figures(filled, Scope(PERIOD), NAMES, as_of=MOMENTS[2]).iloc[0]
    names = [one.name for one in ORDERS]
    values = indicators(filled, Scope(PERIOD), names, as_of=MOMENTS[2]).set_index("name")["value"]
    for one in ORDERS:
        below = 1 if one.denominator is None else numbers[one.denominator]
        assert values[one.name] == pytest.approx(numbers[one.numerator] / below), one.name


def test_cells_are_exactly_the_flows_that_no_later_moment_changes() -> None:
    assert tuple(name for name, one in OF_ORDERS.items() if one.in_cells) == KEPT
    assert set(NAIVE) == set(OF_ORDERS)
