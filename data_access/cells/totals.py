"""Cells summed up by day and department: what most screens read, a tenth of the rows."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, delete, func, insert, select

from data_access.cells.keys import AT_ONCE, CellKey, as_parameter, cells_asked
from data_access.cells.upsert import upsert
from data_access.schema import CELL_MEASURES, DailyCell, DailyTotal
from data_access.schema.base import table_of

_cells = table_of(DailyCell)
_totals = table_of(DailyTotal)
_KEY = ("day", "department_code")


def refresh_totals(connection: Connection, cells: Iterable[CellKey]) -> None:
    """Sum up anew the days and departments of the cells."""
    keys = sorted({(day, department, "") for day, department, _ in cells})
    statement = _refreshing(connection.dialect.name)
    for start in range(0, len(keys), AT_ONCE):
        values = {"cells": as_parameter(keys[start : start + AT_ONCE])}
        connection.execute(statement, values)


def rebuild_totals(connection: Connection) -> None:
    """Sum up every cell anew."""
    connection.execute(delete(_totals))
    key = _cells.c.day, _cells.c.department_code
    sums = select(*key, *_sums(CELL_MEASURES)).group_by(*key)
    connection.execute(insert(_totals).from_select([*_KEY, *CELL_MEASURES], sums))


@lru_cache(maxsize=2)
def _refreshing(dialect: str) -> Executable:
    asked = cells_asked(dialect)
    key = asked.c.day, asked.c.department_code
    joined = asked.join(
        _cells,
        (_cells.c.day == asked.c.day) & (_cells.c.department_code == asked.c.department_code),
    )
    sums = select(*key, *_sums(CELL_MEASURES)).select_from(joined).group_by(*key)
    return upsert(_totals, _KEY, CELL_MEASURES, sums, dialect)


def _sums(names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [func.sum(_cells.c[name]).label(name) for name in names]
