"""Supervision orders as the rules know them, from the rows that people wrote."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from data_access.many_keys import as_parameter, is_among
from data_access.schema import OrderEntry, SupervisionOrder
from data_access.schema.base import table_of
from supervision.orders.facts import Entry, Order
from supervision.orders.ladder import Action, Demand, State

Row = dict[str, Any]


@dataclass(slots=True)
class LoadedOrder:
    """An order as the rules know it, and its row."""

    row: Row
    order: Order


def load_orders(connection: Connection, order_ids: Sequence[str]) -> Iterator[LoadedOrder]:
    """Those of the orders that there are, with their acts."""
    table, dialect = table_of(SupervisionOrder), connection.dialect.name
    values = {"keys": as_parameter(order_ids, dialect)}
    found = connection.execute(select(table).where(is_among(table.c.order_id, dialect)), values)
    entries = _entries(connection, order_ids)
    for row in found.mappings():
        yield LoadedOrder(dict(row), order_of(row, entries[row["order_id"]]))


def order_of(row: Any, entries: Iterable[Entry]) -> Order:  # noqa: ANN401
    """The order of a row of supervision_order."""
    return Order(
        row["order_id"],
        Demand(row["demand_kind"]),
        row["issued_at"],
        row["due_at"],
        list(entries),
    )


def _entries(connection: Connection, order_ids: Sequence[str]) -> dict[str, list[Entry]]:
    table, dialect = table_of(OrderEntry), connection.dialect.name
    found = connection.execute(
        select(table).where(is_among(table.c.order_id, dialect)).order_by(table.c.entry_no),
        {"keys": as_parameter(order_ids, dialect)},
    )
    entries: dict[str, list[Entry]] = defaultdict(list)
    for row in found:
        entries[row.order_id].append(
            Entry(row.entry_no, Action(row.action), row.acted_at, State(row.state))
        )
    return entries
