"""Days and indexes in SQL, the same on every database."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, func, null
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

ONE_DAY = timedelta(days=1)


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same value, but no index of SQLite serves it.

    SQLite keeps no statistics unless told to, takes any column that is compared with = for a
    rare value, and would read every case of a department to find today's. PostgreSQL sees
    through it.
    """
    return func.coalesce(column, null())


class _DayOf(FunctionElement[date]):
    type = Date()
    name = "day_of"
    inherit_cache = True


def day_of(moment: ColumnElement[Any]) -> ColumnElement[date]:
    """The local date of a moment; not for where clauses that an index should serve."""
    return _DayOf(moment)


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min)


def start_after(day: date) -> datetime:
    """The first moment that no longer belongs to the day."""
    return start_of(day + ONE_DAY)


@compiles(_DayOf)
def _cast(element: _DayOf, compiler: SQLCompiler, **keywords: object) -> str:
    return f"CAST({compiler.process(element.clauses, **keywords)} AS DATE)"


@compiles(_DayOf, "sqlite")
def _date(element: _DayOf, compiler: SQLCompiler, **keywords: object) -> str:
    return f"date({compiler.process(element.clauses, **keywords)})"
