"""Days and indexes in SQL, the same on every database."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

ONE_DAY = timedelta(days=1)
LONG_DAYS = 60
"""What lasts longer is rare, and has indexes of its own."""


class _Unindexed(FunctionElement[Any]):
    name = "unindexed"
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same value, but no index of SQLite serves it.

    SQLite keeps no statistics unless told to, takes any column that is compared with = for a
    rare value, and would read every case of a department to find today's. PostgreSQL counts, and is
    told the column itself: of a function of it, it would guess one row in two hundred.
    """
    return _Unindexed(column)


class _DayOf(FunctionElement[date]):
    type = Date()
    name = "day_of"
    inherit_cache = True


def day_of(moment: ColumnElement[Any]) -> ColumnElement[date]:
    """The local date of a moment; not for where clauses that an index should serve."""
    return _DayOf(moment)


class _MonthOf(FunctionElement[date]):
    type = Date()
    name = "month_of"
    inherit_cache = True


class _NextMonth(FunctionElement[date]):
    type = Date()
    name = "next_month"
    inherit_cache = True


def month_of(day: ColumnElement[Any]) -> ColumnElement[date]:
    """The first day of the month of a day."""
    return _MonthOf(day)


def next_month(month: ColumnElement[Any]) -> ColumnElement[date]:
    """The first day of the month after the one that begins with this day."""
    return _NextMonth(month)


class _LongAfter(FunctionElement[datetime]):
    type = DateTime()
    name = "long_after"
    inherit_cache = True


def lasted_long(begin: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the end came more than LONG_DAYS after the beginning."""
    return end > _LongAfter(begin)


def month_begun(day: date) -> date:
    """The first day of the month of a day, in Python."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The first day of the month after the day's, in Python."""
    return (day.replace(day=28) + 4 * ONE_DAY).replace(day=1)


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time.min)


def start_after(day: date) -> datetime:
    """The first moment that no longer belongs to the day."""
    return start_of(day + ONE_DAY)


@compiles(_Unindexed)
def _itself(element: _Unindexed, compiler: SQLCompiler, **keywords: object) -> str:
    return compiler.process(element.clauses, **keywords)


@compiles(_Unindexed, "sqlite")
def _in_a_function(element: _Unindexed, compiler: SQLCompiler, **keywords: object) -> str:
    return f"coalesce({compiler.process(element.clauses, **keywords)}, NULL)"


@compiles(_DayOf)
def _cast(element: _DayOf, compiler: SQLCompiler, **keywords: object) -> str:
    return f"CAST({compiler.process(element.clauses, **keywords)} AS DATE)"


@compiles(_DayOf, "sqlite")
def _date(element: _DayOf, compiler: SQLCompiler, **keywords: object) -> str:
    return f"date({compiler.process(element.clauses, **keywords)})"


@compiles(_MonthOf)
def _truncated(element: _MonthOf, compiler: SQLCompiler, **keywords: object) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **keywords)}) AS DATE)"


@compiles(_MonthOf, "sqlite")
def _date_of_month(element: _MonthOf, compiler: SQLCompiler, **keywords: object) -> str:
    return f"date({compiler.process(element.clauses, **keywords)}, 'start of month')"


@compiles(_NextMonth)
def _added(element: _NextMonth, compiler: SQLCompiler, **keywords: object) -> str:
    day = compiler.process(element.clauses, **keywords)
    return f"CAST({day} + INTERVAL '1 month' AS DATE)"


@compiles(_NextMonth, "sqlite")
def _date_of_next(element: _NextMonth, compiler: SQLCompiler, **keywords: object) -> str:
    return f"date({compiler.process(element.clauses, **keywords)}, '+1 month')"


@compiles(_LongAfter)
def _later(element: _LongAfter, compiler: SQLCompiler, **keywords: object) -> str:
    return f"{compiler.process(element.clauses, **keywords)} + INTERVAL '{LONG_DAYS} days'"


@compiles(_LongAfter, "sqlite")
def _datetime(element: _LongAfter, compiler: SQLCompiler, **keywords: object) -> str:
    return f"datetime({compiler.process(element.clauses, **keywords)}, '+{LONG_DAYS} days')"
