"""Cells summed up by day and department: what most screens read, a tenth of the rows."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Connection, Executable, delete, func, insert, select, tuple_

from data_access.cells.groups import Touch
from data_access.cells.keys import as_parameter, cells_asked
from data_access.schema import CELL_MEASURES, DailyCell, DailyTotal
from data_access.schema.base import table_of

AT_ONCE = 5_000
_cells = table_of(DailyCell)
_totals = table_of(DailyTotal)
_KEY = ("day", "department_code")


def refresh_totals(connection: Connection, touched: Iterable[Touch]) -> None:
    """Sum up anew the days and departments in which a cell was touched."""
    keys = sorted({(day, department, "") for _, day, department, _ in touched})
    for start in range(0, len(keys), AT_ONCE):
        values = {"cells": as_parameter(keys[start : start + AT_ONCE])}
        for statement in _refreshing(connection.dialect.name):
            connection.execute(statement, values)


def rebuild_totals(connection: Connection) -> None:
    """Sum up every cell anew."""
    connection.execute(delete(_totals))
    key = _cells.c.day, _cells.c.department_code
    sums = select(*key, *_sums()).group_by(*key)
    connection.execute(insert(_totals).from_select([*_KEY, *CELL_MEASURES], sums))


@lru_cache(maxsize=2)
def _refreshing(dialect: str) -> tuple[Executable, ...]:
    asked = cells_asked(dialect)
    key = tuple_(_totals.c.day, _totals.c.department_code)
    joined = asked.join(
        _cells,
        (_cells.c.day == asked.c.day) & (_cells.c.department_code == asked.c.department_code),
    )
    asked_key = asked.c.day, asked.c.department_code
    sums = select(*asked_key, *_sums()).select_from(joined).group_by(*asked_key)
    return (
        delete(_totals).where(key.in_(select(*asked_key))),
        insert(_totals).from_select([*_KEY, *CELL_MEASURES], sums),
    )


def _sums() -> list[object]:
    return [func.sum(_cells.c[name]).label(name) for name in CELL_MEASURES]
