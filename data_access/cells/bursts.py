"""Bursts of closing: more cases closed by one person in ten minutes than anybody can decide.

Kept for every day and department; found anew from the rows of a day when a closing of it changed.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    String,
    and_,
    cast,
    delete,
    func,
    insert,
    select,
    tuple_,
)

from data_access.cells.groups import CLOSING, Group
from data_access.cells.keys import CellKey, as_parameter, cells_asked
from data_access.days import day_of
from data_access.measures.tables import CASE_CLOCK, case
from data_access.schema import BurstCell
from data_access.schema.base import table_of

BURST_CASES = 10
"""More closings than this by one person in ten minutes are a burst: nobody decides so fast."""
TEN_MINUTES = len("2026-11-24 10:1")
"""How much of a moment's text tells the ten minutes it lies in."""
COLUMNS = ("day", "department_code", "officer", "first_at", "last_at", "cases")
_bursts = table_of(BurstCell)


def refresh_bursts(connection: Connection, group: Group, cells: Iterable[CellKey]) -> None:
    """Find anew the bursts of the days and departments of the cells, where closings changed."""
    if group is not CLOSING:
        return
    keys = sorted({(day, department, "") for day, department, _ in cells})
    asked = {"cells": as_parameter(keys)}
    for statement in _refreshing(connection.dialect.name):
        connection.execute(statement, asked)


def rebuild_bursts(connection: Connection) -> None:
    """Find every burst anew."""
    connection.execute(delete(_bursts))
    connection.execute(insert(_bursts).from_select(COLUMNS, all_bursts()))


def all_bursts(*where: ColumnElement[bool]) -> Select[Any]:
    """One row a burst among the closings of the conditions: the columns of burst_cell."""
    day = day_of(case.closed_at)
    return _found(day, case.department_code).where(case.closed_at.is_not(None), *where)


@lru_cache(maxsize=4)
def _refreshing(dialect: str) -> tuple[Executable, ...]:
    asked = cells_asked(dialect)
    key = asked.c.day, asked.c.outer_code
    gone = tuple_(_bursts.c.day, _bursts.c.department_code).in_(select(*key))
    belongs = and_(
        case.department_code == asked.c.outer_code,
        case.closed_at >= asked.c.starts,
        case.closed_at < asked.c.past,
    )
    found = _found(*key).select_from(asked.join(CASE_CLOCK, belongs))
    return delete(_bursts).where(gone), insert(_bursts).from_select(COLUMNS, found)


def _found(day: ColumnElement[Any], department: ColumnElement[Any]) -> Select[Any]:
    key = day, department, case.officer
    return (
        select(
            day.label("day"),
            department.label("department_code"),
            case.officer,
            func.min(case.closed_at).label("first_at"),
            func.max(case.closed_at).label("last_at"),
            func.count().label("cases"),
        )
        .where(case.officer != "")
        .group_by(*key, func.substr(cast(case.closed_at, String), 1, TEN_MINUTES))
        .having(func.count() > BURST_CASES)
    )
