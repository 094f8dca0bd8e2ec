"""Cells as history is read from them: every reader of cells comes through here.

So whoever wants to serve history from memory replaces these two functions and nothing else.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, func, null, select
from sqlalchemy.types import Date

from data_access.schema import DailyCell, DailyTotal, DurationCell
from data_access.schema.base import table_of
from supervision.scope import Scope

KEYS = {"department": "department_code", "item": "item_code", "day": "day"}
_cells = table_of(DailyCell)
_totals = table_of(DailyTotal)
_durations = table_of(DurationCell)


def read_cells(
    connection: Connection, names: tuple[str, ...], scope: Scope, by: str | None
) -> list[Row[Any]]:
    """One row a key (None without `by`) and the sums of the named measures over the period.

    The columns: the key, then one a name in their order. `by` is department, item or day. Cells
    know no towns: the scope must not name any.
    """
    statement = _sums(names, by, bool(scope.departments), bool(scope.items))
    return list(connection.execute(statement, _values(scope)))


def read_durations(connection: Connection, scope: Scope, by: str | None) -> list[Row[Any]]:
    """One row a key and number of days used: the key, used_days, cases."""
    statement = _spread(by, bool(scope.departments), bool(scope.items))
    return list(connection.execute(statement, _values(scope)))


@lru_cache(maxsize=512)
def _sums(
    names: tuple[str, ...], by: str | None, has_departments: bool, has_items: bool
) -> Select[Any]:
    table = _cells if has_items or by == "item" else _totals
    sums: list[ColumnElement[Any]] = [
        func.coalesce(func.sum(table.c[name]), 0).label(name) for name in names
    ]
    return _within(table, by, sums, [], has_departments, has_items)


@lru_cache(maxsize=64)
def _spread(by: str | None, has_departments: bool, has_items: bool) -> Select[Any]:
    days = _durations.c.used_days
    columns = [days, func.sum(_durations.c.cases).label("cases")]
    return _within(_durations, by, columns, [days], has_departments, has_items)


def _within(
    table: Table,
    by: str | None,
    columns: Sequence[ColumnElement[Any]],
    also_by: Sequence[ColumnElement[Any]],
    has_departments: bool,
    has_items: bool,
) -> Select[Any]:
    key: list[ColumnElement[Any]] = [table.c[KEYS[by]]] if by else []
    shown: list[ColumnElement[Any]] = key or [null().label("none")]
    statement = (
        select(*shown, *columns)
        .where(table.c.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
        .group_by(*key, *also_by)
    )
    if has_departments:
        statement = statement.where(
            table.c.department_code.in_(bindparam("departments", expanding=True))
        )
    if has_items:
        statement = statement.where(table.c.item_code.in_(bindparam("items", expanding=True)))
    return statement


def _values(scope: Scope) -> dict[str, Any]:
    values: dict[str, Any] = {"first": scope.period.first, "last": scope.period.last}
    if scope.departments:
        values["departments"] = list(scope.departments)
    if scope.items:
        values["items"] = list(scope.items)
    return values
