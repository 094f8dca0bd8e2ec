"""Cells written from rows: those that a change touched, or all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Executable,
    Insert,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.schema import DropTable

from data_access.cells.bursts import rebuild_bursts, refresh_bursts
from data_access.cells.groups import CLOSING, GROUPS, Group, Touch, groups_of
from data_access.cells.keys import AT_ONCE, CellKey, as_parameter, cells_asked
from data_access.cells.months import (
    keep_closed_months,
    last_kept,
    rebuild_months,
    refresh_months,
)
from data_access.cells.totals import rebuild_totals, refresh_totals
from data_access.cells.upsert import upsert
from data_access.days import day_of, unindexed
from data_access.measures import MEASURES, Measure
from data_access.schema import CELLS, CellTables

DURATIONS = MEASURES["closed_used_days"]
"""The closed cases whose days duration_cell spreads over how many days each took."""

_run_no = bindparam("run_no", type_=Integer)


@cache
def _aside(table: Table) -> Table:
    """A temporary table like another one."""
    columns = (
        Column(
            column.name,
            column.type,
            primary_key=column.primary_key,
            server_default=None if column.primary_key else "0",
        )
        for column in table.c
        if column.name != "run_no"
    )
    return Table(f"fresh_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])


def refresh(connection: Connection, line: str, touched: Iterable[Touch], run_no: int) -> None:
    """Count touched cells of a line anew from the rows, only in the columns they were touched in.

    A cell that nothing is left of stays with zeros, so that readers who follow run_no see it.
    """
    by_group: dict[str, list[CellKey]] = defaultdict(list)
    for name, day, outer, inner in touched:
        by_group[name].append((day, outer, inner))
    for tables in CELLS[line].sets:
        of_set = {name: keys for name, keys in by_group.items() if GROUPS[name].cells is tables}
        _refresh(connection, tables, of_set, run_no)


def _refresh(
    connection: Connection,
    tables: CellTables,
    by_group: Mapping[str, list[CellKey]],
    run_no: int,
) -> None:
    kept = last_kept(connection, tables)
    for name, keys in by_group.items():
        group = GROUPS[name]
        keys.sort()
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            values = {"cells": as_parameter(some), "run_no": run_no}
            for statement in _refreshing(name, connection.dialect.name):
                connection.execute(statement, values)
            refresh_months(connection, group, some, kept)
            refresh_bursts(connection, group, some)
    refresh_totals(connection, tables, (key for keys in by_group.values() for key in keys))
    keep_closed_months(connection, tables, kept)


def rebuild_cells(connection: Connection, line: str, run_no: int) -> None:
    """Count every cell of a line anew from all rows."""
    count_aside(connection, line)
    put_in_place(connection, line, run_no)


def count_aside(connection: Connection, line: str) -> None:
    """Count every cell of a line from all rows, where nobody but this connection sees it.

    It writes temporary tables only, so on SQLite others go on writing meanwhile.
    """
    for tables in CELLS[line].sets:
        fresh = _begun_aside(connection, tables.daily)
        for group in groups_of(tables):
            names = [measure.name for measure in group.measures]
            rows, dialect = all_cells(group), connection.dialect.name
            connection.execute(upsert(fresh, _key(tables), names, rows, dialect))
        if tables.durations is not None:
            aside = _begun_aside(connection, tables.durations)
            connection.execute(_spread(all_durations(), aside))


def put_in_place(connection: Connection, line: str, run_no: int) -> None:
    """Put what was counted aside in place of all cells of a line, and sum it up."""
    for tables in CELLS[line].sets:
        _put(connection, tables, run_no)
    if line == CLOSING.cells.line:
        rebuild_bursts(connection)


def _put(connection: Connection, tables: CellTables, run_no: int) -> None:
    aside, names = _aside(tables.daily), [*_key(tables), *tables.measures]
    connection.execute(delete(tables.daily))
    fresh = select(*(aside.c[name] for name in names), _run_no)
    into = insert(tables.daily).from_select([*names, "run_no"], fresh)
    connection.execute(into, {"run_no": run_no})
    aside.drop(connection)
    if tables.durations is not None:
        aside = _aside(tables.durations)
        connection.execute(delete(tables.durations))
        connection.execute(_spread(select(aside), tables.durations))
        aside.drop(connection)
    rebuild_totals(connection, tables)
    rebuild_months(connection, tables)


def _begun_aside(connection: Connection, table: Table) -> Table:
    aside = _aside(table)
    connection.execute(DropTable(aside, if_exists=True))
    aside.create(connection)
    return aside


def all_cells(group: Group) -> Select[Any]:
    """One row a cell of all rows: day, both codes by their names, the group's columns."""
    day = day_of(group.anchor)
    key = day, *group.codes
    return (
        select(
            *_labelled(key, group.cells),
            *(counted(measure).label(measure.name) for measure in group.measures),
        )
        .select_from(group.source.rows)
        .where(group.anchor.is_not(None), *group.source.always)
        .group_by(*key)
    )


def all_durations() -> Select[Any]:
    """One row a cell and number of days used: day, department_code, item_code, used_days, cases."""
    assert DURATIONS.value is not None
    key = day_of(CLOSING.anchor), *CLOSING.codes
    return (
        select(*_labelled(key, CLOSING.cells), DURATIONS.value, func.count().label("cases"))
        .where(CLOSING.anchor.is_not(None), DURATIONS.condition())
        .group_by(*key, DURATIONS.value)
    )


def counted(measure: Measure, *also: ColumnElement[bool]) -> ColumnElement[int]:
    """The measure as one column of a grouped select: its rows counted, or its value summed up."""
    return counted_where(measure, *also, measure.condition())


def counted_where(measure: Measure, *holds: ColumnElement[bool]) -> ColumnElement[int]:
    """The same of the rows for which these hold, and nothing else."""
    if measure.value is None:
        return func.count(case((and_(*holds), 1))) if holds else func.count()
    value = case((and_(*holds), measure.value)) if holds else measure.value
    return func.coalesce(func.sum(value), 0)


@lru_cache(maxsize=64)
def _refreshing(name: str, dialect: str) -> tuple[Executable, ...]:
    """The statements that recompute the cells asked for, in the columns of one group."""
    group, asked = GROUPS[name], cells_asked(dialect)
    statements: list[Executable] = [_write(group, _touched_cells(group, asked, dialect), dialect)]
    if group is CLOSING:
        durations = group.cells.durations
        assert durations is not None
        statements.append(_delete_durations(asked, durations))
        statements.append(_spread(_touched_durations(asked, dialect), durations))
    return tuple(statements)


def _touched_cells(group: Group, asked: CTE, dialect: str) -> Select[Any]:
    """One row a cell asked for: its key, and the group's columns counted anew."""
    if not group.is_led_by_moment:
        return _counted_over(group, asked, _within_day(group, asked), dialect)
    parts = union_all(
        _counted_over(group, asked, _at_end_of_day(group, asked), dialect),
        _counted_over(group, asked, _before_end_of_day(group, asked), dialect),
    ).subquery()
    key = [parts.c[name] for name in ("day", "outer_code", "inner_code")]
    sums = (func.sum(parts.c[measure.name]).label(measure.name) for measure in group.measures)
    return select(*key, *sums).group_by(*key)


def _counted_over(
    group: Group, asked: CTE, belongs: ColumnElement[bool], dialect: str
) -> Select[Any]:
    """One row a cell asked for, also where no row belongs to it.

    The database must look up the rows cell by cell. SQLite does so in the order of an outer
    join; PostgreSQL, which cannot guess how few rows a day has, does so for a lateral one.
    """
    key = asked.c.day, asked.c.outer_code, asked.c.inner_code
    is_row, rows = group.anchor.is_not(None), group.source.rows
    columns = [counted(measure, is_row).label(measure.name) for measure in group.measures]
    belongs = and_(belongs, *group.source.always)
    if dialect == "sqlite":
        joined = asked.outerjoin(rows, belongs)
        return select(*key, *columns).select_from(joined).group_by(*key)
    counts = select(*columns).select_from(rows).where(belongs).lateral("counts")
    return select(*key, *counts.c).select_from(asked.join(counts, true()))


def _touched_durations(asked: CTE, dialect: str) -> Select[Any]:
    assert DURATIONS.value is not None
    key = asked.c.day, asked.c.outer_code, asked.c.inner_code
    spread = DURATIONS.value, func.count().label("cases")
    belongs = and_(_within_day(CLOSING, asked), DURATIONS.condition())
    if dialect == "sqlite":
        joined = asked.join(CLOSING.source.rows, belongs)
        return select(*key, *spread).select_from(joined).group_by(*key, DURATIONS.value)
    counts = select(*spread).where(belongs).group_by(DURATIONS.value).lateral("counts")
    return select(*key, *counts.c).select_from(asked.join(counts, true()))


def _within_day(group: Group, asked: CTE) -> ColumnElement[bool]:
    """The rows of the cells asked for, by an index of inner code and moment."""
    outer, inner = group.codes
    return and_(
        inner == asked.c.inner_code,
        group.anchor >= asked.c.starts,
        group.anchor < asked.c.past,
        unindexed(outer) == asked.c.outer_code,
    )


def _at_end_of_day(group: Group, asked: CTE) -> ColumnElement[bool]:
    """What is anchored at the last second, nearly all limits: by an index of moment and code."""
    outer, inner = group.codes
    return and_(
        group.anchor == asked.c.ends,
        inner == asked.c.inner_code,
        outer == asked.c.outer_code,
    )


def _before_end_of_day(group: Group, asked: CTE) -> ColumnElement[bool]:
    """The few that are anchored earlier in the day: by the moment alone."""
    outer, inner = group.codes
    return and_(
        group.anchor >= asked.c.starts,
        group.anchor < asked.c.ends,
        unindexed(inner) == asked.c.inner_code,
        unindexed(outer) == asked.c.outer_code,
    )


def _delete_durations(asked: CTE, durations: Table) -> Delete:
    # not the primary key's order: SQLite would look up days only and compare the rest row by row
    key = tuple_(durations.c.item_code, durations.c.day, durations.c.department_code)
    some = select(asked.c.inner_code, asked.c.day, asked.c.outer_code)
    return delete(durations).where(key.in_(some))


def _write(group: Group, cells: Select[Any], dialect: str) -> Executable:
    names = [*(measure.name for measure in group.measures), "run_no"]
    return upsert(group.cells.daily, _key(group.cells), names, cells.add_columns(_run_no), dialect)


def _spread(durations: Select[Any], table: Table) -> Insert:
    return insert(table).from_select([*_key(CLOSING.cells), "used_days", "cases"], durations)


def _labelled(key: Iterable[ColumnElement[Any]], tables: CellTables) -> list[ColumnElement[Any]]:
    return [column.label(name) for column, name in zip(key, _key(tables), strict=True)]


def _key(tables: CellTables) -> tuple[str, str, str]:
    return "day", *tables.codes
