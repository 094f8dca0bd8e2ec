"""Cells summed up by day and department: what most screens read, a tenth of the rows."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, delete, func, insert, select

from data_access.cells.groups import GROUPS
from data_access.cells.keys import CellKey, as_parameter, cells_asked
from data_access.cells.upsert import upsert
from data_access.schema import CELL_MEASURES, DailyCell, DailyTotal
from data_access.schema.base import table_of

_cells = table_of(DailyCell)
_totals = table_of(DailyTotal)
_KEY = ("day", "department_code")


def refresh_totals(connection: Connection, group: str, cells: Iterable[CellKey]) -> None:
    """Sum up anew, in the columns of a group, the days and departments of the cells."""
    keys = sorted({(day, department, "") for day, department, _ in cells})
    statement = _refreshing(group, connection.dialect.name)
    connection.execute(statement, {"cells": as_parameter(keys)})


def rebuild_totals(connection: Connection) -> None:
    """Sum up every cell anew."""
    connection.execute(delete(_totals))
    key = _cells.c.day, _cells.c.department_code
    sums = select(*key, *_sums(CELL_MEASURES)).group_by(*key)
    connection.execute(insert(_totals).from_select([*_KEY, *CELL_MEASURES], sums))


@lru_cache(maxsize=64)
def _refreshing(name: str, dialect: str) -> Executable:
    group, asked = GROUPS[name], cells_asked(dialect)
    names = [measure.name for measure in group.measures]
    key = asked.c.day, asked.c.department_code
    joined = asked.join(
        _cells,
        (_cells.c.day == asked.c.day) & (_cells.c.department_code == asked.c.department_code),
    )
    sums = select(*key, *_sums(names)).select_from(joined).group_by(*key)
    return upsert(_totals, _KEY, names, sums, dialect)


def _sums(names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [func.sum(_cells.c[name]).label(name) for name in names]
