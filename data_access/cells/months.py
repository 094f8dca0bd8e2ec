"""Daily cells summed up by month: what a long period reads, a thirtieth of the rows.

Kept are the months before the one of the newest evaluation, and with no evaluation known, all of
them. The month that runs would be summed up anew with every change of the day, and its days are
few. A touched cell of a month that is kept is summed up anew from its days, as totals are.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
)
from sqlalchemy.types import Date

from data_access.cells.groups import CLOSING, GROUPS, Group
from data_access.cells.keys import CellKey, as_parameter, cells_asked
from data_access.cells.upsert import upsert
from data_access.days import month_after, month_begun, month_of, next_month
from data_access.schema import CellTables, EvaluationRun
from data_access.schema.base import table_of
from data_access.schema.cells import BY_ITEM

_DURATION_KEY = ("month", *BY_ITEM, "used_days")
BEGINNING, END = date.min.replace(year=1000), date.max


def last_kept(connection: Connection, tables: CellTables) -> date | None:
    """The first day of the last month that is kept; none before it is missing."""
    return connection.scalar(select(func.max(tables.monthly_total.c.month)))


def refresh_months(
    connection: Connection, group: Group, cells: Iterable[CellKey], kept: date | None
) -> None:
    """Sum up anew, in the columns of a group, the months of the cells, where they are kept."""
    if kept is None:
        return
    after = month_after(kept)
    keys = sorted({(month_begun(day), outer, inner) for day, outer, inner in cells if day < after})
    if not keys:
        return
    asked = {"cells": as_parameter(keys)}
    for statement in _refreshing(group.name, connection.dialect.name):
        connection.execute(statement, asked)
    totals = sorted({(month, outer, "") for month, outer, _ in keys})
    connection.execute(
        _refreshing_totals(group.name, connection.dialect.name), {"cells": as_parameter(totals)}
    )


def keep_closed_months(connection: Connection, tables: CellTables, kept: date | None) -> None:
    """Sum up the months that have ended since the last one kept."""
    past = _running_month(connection)
    since = month_after(kept) if kept else BEGINNING
    if past is not None and since < past:
        _keep(connection, tables, since, past)


def rebuild_months(connection: Connection, tables: CellTables) -> None:
    """Sum up every month anew."""
    for table in (tables.monthly, tables.monthly_total, tables.monthly_durations):
        if table is not None:
            connection.execute(delete(table))
    _keep(connection, tables, BEGINNING, _running_month(connection) or END)


def all_months(tables: CellTables) -> Select[Any]:
    """One row a month of the daily cells and both codes: the key and every measure."""
    return _grouped(tables.daily, tables.codes, _sums(tables.daily, tables.measures))


def all_month_totals(tables: CellTables) -> Select[Any]:
    """One row a month and outer code of the monthly cells: the key and every measure."""
    key = [tables.monthly.c[name] for name in ("month", tables.codes[0])]
    return select(*key, *_sums(tables.monthly, tables.measures)).group_by(*key)


def all_month_durations(durations: Table) -> Select[Any]:
    """One row a month, department, item and number of days used: the key and cases."""
    return _grouped(durations, _DURATION_KEY[1:], _sums(durations, ["cases"]))


def _running_month(connection: Connection) -> date | None:
    """The month of the newest evaluation."""
    run = table_of(EvaluationRun).c
    newest = connection.scalar(select(run.finished_at).order_by(run.run_no.desc()).limit(1))
    return month_begun(newest.date()) if newest else None


def _keep(connection: Connection, tables: CellTables, since: date, past: date) -> None:
    """Sum up the days from the first (included) to the second (not included)."""
    for statement in _keeping(tables):
        connection.execute(statement, {"since": since, "past": past})


@lru_cache(maxsize=64)
def _keeping(tables: CellTables) -> tuple[Executable, ...]:
    """The statements that sum up the days from one to another, in their order."""

    def put(table: Table, rows: Select[Any], day: ColumnElement[Any]) -> Executable:
        some = rows.where(day >= _bound("since"), day < _bound("past"))
        names = [column.name for column in some.selected_columns]
        return insert(table).from_select(names, some)

    statements = [put(tables.monthly, all_months(tables), tables.daily.c.day)]
    if tables.durations is not None and tables.monthly_durations is not None:
        durations = tables.durations
        spread = all_month_durations(durations)
        statements.append(put(tables.monthly_durations, spread, durations.c.day))
    totals = put(tables.monthly_total, all_month_totals(tables), tables.monthly.c.month)
    return (*statements, totals)


@lru_cache(maxsize=64)
def _refreshing(name: str, dialect: str) -> tuple[Executable, ...]:
    """The statements that sum up the months asked for (by their first day), in one group."""
    group, asked = GROUPS[name], cells_asked(dialect)
    names = [measure.name for measure in group.measures]
    days, tables = group.cells.daily, group.cells
    key, codes = (asked.c.day, asked.c.outer_code, asked.c.inner_code), tables.codes
    of_month = asked.join(days, _of_month(days, codes, asked))
    sums = select(*key, *_sums(days, names)).select_from(of_month).group_by(*key)
    statements: list[Executable] = [upsert(tables.monthly, ("month", *codes), names, sums, dialect)]
    if group is CLOSING:
        durations, kept = tables.durations, tables.monthly_durations
        assert durations is not None
        assert kept is not None
        gone = tuple_(*(kept.c[part] for part in ("month", *codes))).in_(select(*key))
        spread = (
            select(*key, durations.c.used_days, func.sum(durations.c.cases))
            .select_from(asked.join(durations, _of_month(durations, codes, asked)))
            .group_by(*key, durations.c.used_days)
        )
        again = insert(kept).from_select([*_DURATION_KEY, "cases"], spread)
        statements += [delete(kept).where(gone), again]
    return tuple(statements)


@lru_cache(maxsize=64)
def _refreshing_totals(name: str, dialect: str) -> Executable:
    group, asked = GROUPS[name], cells_asked(dialect)
    names = [measure.name for measure in group.measures]
    months, key = group.cells.monthly, (asked.c.day, asked.c.outer_code)
    outer = group.cells.codes[0]
    belongs = and_(months.c.month == key[0], months.c[outer] == key[1])
    sums = select(*key, *_sums(months, names)).select_from(asked.join(months, belongs))
    return upsert(group.cells.monthly_total, ("month", outer), names, sums.group_by(*key), dialect)


def _of_month(days: Table, codes: Sequence[str], asked: FromClause) -> ColumnElement[bool]:
    """The days of the cell asked for, by the index of inner code and day."""
    outer, inner = codes
    return and_(
        days.c[inner] == asked.c.inner_code,
        days.c.day >= asked.c.day,
        days.c.day < next_month(asked.c.day),
        days.c[outer] == asked.c.outer_code,
    )


def _grouped(days: Table, key: Sequence[str], numbers: Sequence[ColumnElement[Any]]) -> Select[Any]:
    month = month_of(days.c.day)
    parts = [days.c[name] for name in key]
    return select(month.label("month"), *parts, *numbers).group_by(month, *parts)


def _sums(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [func.sum(table.c[name]).label(name) for name in names]


def _bound(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=Date)
