"""Cells as history is read from them: every reader of cells comes through here.

So whoever wants to serve history from memory replaces these two functions and nothing else.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.types import Date

from data_access.cells.months import last_kept
from data_access.days import ONE_DAY, month_after, month_begun
from data_access.schema import CELLS, CellTables
from supervision.scope import Period, Scope

KEYS = {"department": "department_code", "item": "item_code"}
PLACE, BETWEEN = "place", "\n"
"""A split by department and item together: its key is both codes, one a line."""


def read_cells(
    connection: Connection, line: str, names: tuple[str, ...], scope: Scope, by: str | None
) -> list[Row[Any]]:
    """Rows to be added up by their key (None without `by`): sums of the named measures of a line.

    The columns: the key, then one a name in their order. `by` is department, item, place, day or
    month; the key of a month is any day of it. Cells know no towns: the scope must not name any.
    """
    bounds = bool(scope.departments), bool(scope.items)
    rows: list[Row[Any]] = []
    tables = CELLS[line]
    for days, is_monthly in _stretches(connection, tables, scope, by):
        statement = _sums(tables, names, by, is_monthly, *bounds)
        rows += connection.execute(statement, _values(scope, days))
    return rows


def read_durations(
    connection: Connection, line: str, scope: Scope, by: str | None
) -> list[Row[Any]]:
    """Rows to be added up by key and number of days used: the key, used_days, cases."""
    bounds = bool(scope.departments), bool(scope.items)
    rows: list[Row[Any]] = []
    tables = CELLS[line]
    for days, is_monthly in _stretches(connection, tables, scope, by):
        rows += connection.execute(_spread(tables, by, is_monthly, *bounds), _values(scope, days))
    return rows


def _stretches(
    connection: Connection, tables: CellTables, scope: Scope, by: str | None
) -> Iterable[tuple[Period, bool]]:
    """The period in up to three parts: the whole months that are kept, and the days around them."""
    whole = scope.period
    first = whole.first if whole.first.day == 1 else month_after(whole.first)
    past = month_begun(whole.last + ONE_DAY)
    if by != "day" and first < past and (kept := last_kept(connection, tables)):
        past = min(past, month_after(kept))
    else:
        past = first
    if first >= past:
        yield whole, False
        return
    yield Period(first, past - ONE_DAY), True
    if whole.first < first:
        yield Period(whole.first, first - ONE_DAY), False
    if past <= whole.last:
        yield Period(past, whole.last), False


@lru_cache(maxsize=512)
def _sums(
    tables: CellTables,
    names: tuple[str, ...],
    by: str | None,
    is_monthly: bool,
    has_departments: bool,
    has_items: bool,
) -> Select[Any]:
    if has_items or by in ("item", PLACE):
        table = tables.monthly if is_monthly else tables.daily
    else:
        table = tables.monthly_total if is_monthly else tables.total
    sums: list[ColumnElement[Any]] = [
        func.coalesce(func.sum(table.c[name]), 0).label(name) for name in names
    ]
    return _within(table, by, sums, [], has_departments, has_items)


@lru_cache(maxsize=64)
def _spread(
    tables: CellTables, by: str | None, is_monthly: bool, has_departments: bool, has_items: bool
) -> Select[Any]:
    table = tables.monthly_durations if is_monthly else tables.durations
    assert table is not None
    days = table.c.used_days
    columns = [days, func.sum(table.c.cases).label("cases")]
    return _within(table, by, columns, [days], has_departments, has_items)


def _within(
    table: Table,
    by: str | None,
    columns: Sequence[ColumnElement[Any]],
    also_by: Sequence[ColumnElement[Any]],
    has_departments: bool,
    has_items: bool,
) -> Select[Any]:
    day = table.c.month if "month" in table.c else table.c.day
    key = [_key_of(table, day, by)] if by else []
    shown: list[ColumnElement[Any]] = key or [null().label("none")]
    statement = (
        select(*shown, *columns)
        .where(day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
        .group_by(*key, *also_by)
    )
    if has_departments:
        statement = statement.where(
            table.c.department_code.in_(bindparam("departments", expanding=True))
        )
    if has_items:
        statement = statement.where(table.c.item_code.in_(bindparam("items", expanding=True)))
    return statement


def place_of(department: ColumnElement[Any], item: ColumnElement[Any]) -> ColumnElement[str]:
    """Both codes as one key."""
    return department.concat(literal(BETWEEN)).concat(item)


def _key_of(table: Table, day: ColumnElement[Any], by: str) -> ColumnElement[Any]:
    if by == PLACE:
        return place_of(table.c.department_code, table.c.item_code)
    return table.c[KEYS[by]] if by in KEYS else day


def _values(scope: Scope, days: Period) -> dict[str, Any]:
    values: dict[str, Any] = {"first": days.first, "last": days.last}
    if scope.departments:
        values["departments"] = list(scope.departments)
    if scope.items:
        values["items"] = list(scope.items)
    return values
