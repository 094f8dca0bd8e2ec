"""Cells summed up by day and outer code: what most screens read, a tenth of the rows."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, delete, func, insert, select

from data_access.cells.keys import AT_ONCE, CellKey, as_parameter, cells_asked
from data_access.cells.upsert import upsert
from data_access.schema import CellTables


def refresh_totals(connection: Connection, tables: CellTables, cells: Iterable[CellKey]) -> None:
    """Sum up anew the days and outer codes of the cells."""
    keys = sorted({(day, outer, "") for day, outer, _ in cells})
    statement = _refreshing(tables, connection.dialect.name)
    for start in range(0, len(keys), AT_ONCE):
        values = {"cells": as_parameter(keys[start : start + AT_ONCE])}
        connection.execute(statement, values)


def rebuild_totals(connection: Connection, tables: CellTables) -> None:
    """Sum up every cell anew."""
    connection.execute(delete(tables.total))
    days = tables.daily.c
    key = days.day, days[tables.codes[0]]
    sums = select(*key, *_sums(tables)).group_by(*key)
    connection.execute(insert(tables.total).from_select([*_key(tables), *tables.measures], sums))


@lru_cache(maxsize=8)
def _refreshing(tables: CellTables, dialect: str) -> Executable:
    asked = cells_asked(dialect)
    key = asked.c.day, asked.c.outer_code
    days = tables.daily.c
    belongs = (days.day == asked.c.day) & (days[tables.codes[0]] == asked.c.outer_code)
    joined = asked.join(tables.daily, belongs)
    sums = select(*key, *_sums(tables)).select_from(joined).group_by(*key)
    return upsert(tables.total, _key(tables), tables.measures, sums, dialect)


def _key(tables: CellTables) -> tuple[str, str]:
    return "day", tables.codes[0]


def _sums(tables: CellTables) -> list[ColumnElement[Any]]:
    return [func.sum(tables.daily.c[name]).label(name) for name in tables.measures]
