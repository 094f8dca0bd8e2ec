"""Every measure of orders: figure is list is cells is a naive count, on both databases."""

import pytest
from sqlalchemy import Connection

from data_access.figures import figures, indicators
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
from supervision.indicators.orders import ORDERS
from supervision.orders.ladder import Action, State
from supervision.scope import Scope
from tests.measured import (
    assert_cells_are_naive,
    assert_days_and_months_add_up,
    assert_figure_is_list_is_naive,
    assert_memory_knows_the_running_day,
)
from tests.naive_orders import NAIVE
from tests.random_lines import LISTED, MOMENTS, PERIOD, SCOPES, fill_at_random, rows_of

OF_ORDERS = {name: one for name, one in MEASURES.items() if one.line == "order"}
NAMES = list(OF_ORDERS)
KEPT = CELLS["order"].measures
TABLES = {
    "orders": OrderClock,
    "stays": OrderStay,
    "answers": OrderAnswer,
    "events": OrderEvent,
    "lights": OrderLight,
    "findings": Finding,
}
CHOICES = {
    "line": ("order", "order", "approval"),
    "at_due": ("done", "open", "contested", "withdrawn"),
    "action": tuple(Action),
    "state": tuple(State),
    "party": ("department", "supervisor", "nobody"),
}


@pytest.fixture
def filled(connection: Connection) -> Connection:
    """Random rows; every third finding is of approvals."""
    fill_at_random(connection, TABLES, CHOICES, seed=4)
    return connection


def test_figure_is_list_is_cells_is_naive_count_for_every_measure(filled: Connection) -> None:
    rows = rows_of(filled, TABLES)
    asked = rows, PERIOD, MOMENTS
    seen = assert_figure_is_list_is_naive(filled, OF_ORDERS, NAIVE, *asked, LISTED)
    assert seen == set(NAMES)
    assert_cells_are_naive(filled, "order", NAIVE, *asked, SCOPES)
    assert_memory_knows_the_running_day(filled, OF_ORDERS, PERIOD, SCOPES)
    assert_days_and_months_add_up(filled, OF_ORDERS, PERIOD, MOMENTS[0])
    _parts_add_up(filled)
    _indicators_are_their_measures(filled)


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
