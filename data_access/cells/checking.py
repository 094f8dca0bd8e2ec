"""Cells held against the rows they were counted from."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    FromClause,
    Integer,
    Row,
    Select,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from data_access.cells.blocks import CODED
from data_access.cells.bursts import all_bursts
from data_access.cells.groups import CLOSING, Group, groups_of
from data_access.cells.months import (
    all_month_durations,
    all_month_totals,
    all_months,
    last_kept,
)
from data_access.cells.writing import all_cells, all_durations
from data_access.days import month_after
from data_access.measures.kinds import Column
from data_access.schema import CELLS, BurstCell, CellTables
from data_access.schema.base import table_of

COLUMNS = ["day", *CODED, "measure", "in_cells", "from_rows"]
Difference = tuple[Any, ...]
_bursts = table_of(BurstCell)


def compare(connection: Connection, line: str) -> pd.DataFrame:
    """One row a number of a line that differs between what is kept and the rows; none when well.

    Columns: day, department_code, item_code, town_code (each empty where it is no part of the key),
    measure, in_cells, from_rows. The measure of a duration is closed_in_N_days; a total that is not
    the sum of its cells is total_MEASURE, and that of a burst of closing burst. Months are on their
    first day: month_MEASURE, month_closed_in_N_days, month_total_MEASURE, against the sums of the
    days. Reads everything: for checks, not for pages.
    """
    differences: list[Difference] = []
    for tables in CELLS[line].sets:
        for group in groups_of(tables):
            names = [measure.name for measure in group.measures]
            differences += _named(connection, _unequal_cells(group), names)
        differences += _of_sums(connection, tables)
    return pd.DataFrame(differences, columns=COLUMNS)


def _of_sums(connection: Connection, tables: CellTables) -> Iterable[Difference]:
    """What differs of totals and months; of closings also how long they took, and bursts."""
    names = tables.measures
    yield from _named(connection, _unequal_totals(tables), names, "total_")
    kept = last_kept(connection, tables)
    past = month_after(kept) if kept else None
    if past:
        yield from _named(connection, _unequal_months(tables, past), names, "month_")
        yield from _named(connection, _unequal_month_totals(tables), names, "month_total_")
    if tables is CLOSING.cells:
        yield from _of_closings(connection, tables, past)


def _of_closings(
    connection: Connection, tables: CellTables, past: date | None
) -> Iterable[Difference]:
    """What differs of how long closed cases took, and of bursts of closing."""
    durations, months = tables.durations, tables.monthly_durations
    assert durations is not None
    assert months is not None
    key = ["day", *tables.codes, "used_days"]
    days = _unequal_sums(durations, all_durations().subquery(), key, ["cases"])
    for row in connection.execute(days):
        yield _difference(row, f"closed_in_{row.used_days}_days", *row[-2:])
    if past:
        fresh = all_month_durations(durations).where(durations.c.day < past).subquery()
        by_month = _unequal_sums(months, fresh, ["month", *key[1:]], ["cases"])
        for row in connection.execute(by_month):
            yield _difference(row, f"month_closed_in_{row.used_days}_days", *row[-2:])
    for row in connection.execute(_unequal_bursts()):
        yield _difference(row, "burst", *row[-2:])


def _named(
    connection: Connection, unequal: Select[Any], names: Sequence[str], prefix: str = ""
) -> Iterable[Difference]:
    """The differences of rows with each of the measures twice at their end."""
    width = len(unequal.selected_columns) - 2 * len(names)
    for row in connection.execute(unequal):
        for place, name in zip(range(width, len(row), 2), names, strict=True):
            if row[place] != row[place + 1]:
                yield _difference(row, f"{prefix}{name}", row[place], row[place + 1])


def _difference(row: Row[Any], name: str, kept: int, fresh: int) -> Difference:
    codes = (row._mapping.get(code, "") for code in CODED)
    return (row[0], *codes, name, kept, fresh)


@lru_cache(maxsize=64)
def _unequal_cells(group: Group) -> Select[Any]:
    """The cells in which a measure differs: their key, and each measure in cells and from rows."""
    names = [measure.name for measure in group.measures]
    counted = all_cells(group).subquery()
    cells = group.cells.daily
    anything = or_(*(cells.c[name] != 0 for name in names))
    key = ["day", *group.cells.codes]
    kept = select(*_columns(cells, key), *_two_sided(cells, names, is_kept=True)).where(anything)
    fresh = select(*_columns(counted, key), *_two_sided(counted, names, is_kept=False))
    return _unequal(kept, fresh, key, len(names))


@lru_cache(maxsize=64)
def _unequal_totals(tables: CellTables) -> Select[Any]:
    return _unequal_sums(tables.total, tables.daily, ["day", tables.codes[0]], tables.measures)


@cache
def _unequal_bursts() -> Select[Any]:
    key = ["day", "department_code", "officer", "first_at"]
    return _unequal_sums(_bursts, all_bursts().subquery(), key, ["cases"])


@lru_cache(maxsize=64)
def _unequal_months(tables: CellTables, past: date) -> Select[Any]:
    fresh = all_months(tables).where(tables.daily.c.day < past).subquery()
    return _unequal_sums(tables.monthly, fresh, ["month", *tables.codes], tables.measures)


@lru_cache(maxsize=64)
def _unequal_month_totals(tables: CellTables) -> Select[Any]:
    fresh = all_month_totals(tables).subquery()
    return _unequal_sums(tables.monthly_total, fresh, ["month", tables.codes[0]], tables.measures)


def _unequal_sums(
    kept: FromClause, fresh: FromClause, key: list[str], names: Sequence[str]
) -> Select[Any]:
    return _unequal(
        select(*_columns(kept, key), *_two_sided(kept, names, is_kept=True)),
        select(*_columns(fresh, key), *_two_sided(fresh, names, is_kept=False)),
        key,
        len(names),
    )


def _unequal(kept: Select[Any], fresh: Select[Any], key: list[str], measures: int) -> Select[Any]:
    both = union_all(kept, fresh).subquery()
    sums = [
        (func.sum(both.c[f"kept_{n}"]), func.sum(both.c[f"fresh_{n}"])) for n in range(measures)
    ]
    return (
        select(*_columns(both, key), *(column for pair in sums for column in pair))
        .group_by(*_columns(both, key))
        .having(or_(*(kept_sum != fresh_sum for kept_sum, fresh_sum in sums)))
        .order_by(*_columns(both, key))
    )


def _two_sided(source: FromClause, names: Sequence[str], *, is_kept: bool) -> list[Column]:
    """Each measure twice, as kept and as fresh, with nothing on the other side."""
    columns: list[Column] = []
    for number, name in enumerate(names):
        value, nothing = source.c[name], literal_column("0", Integer)
        kept, fresh = (value, nothing) if is_kept else (nothing, value)
        columns += [kept.label(f"kept_{number}"), fresh.label(f"fresh_{number}")]
    return columns


def _columns(source: FromClause, names: Iterable[str]) -> list[Column]:
    return [source.c[name] for name in names]
