"""Cells held against the rows they were counted from."""

from collections.abc import Iterable, Sequence
from datetime import date
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

from data_access.cells.bursts import all_bursts
from data_access.cells.groups import GROUPS, Group
from data_access.cells.months import (
    all_month_durations,
    all_month_totals,
    all_months,
    last_kept,
)
from data_access.cells.writing import all_cells, all_durations
from data_access.days import month_after
from data_access.measures.kinds import Column
from data_access.schema import (
    CELL_MEASURES,
    BurstCell,
    DailyCell,
    DailyTotal,
    DurationCell,
    MonthlyCell,
    MonthlyDuration,
    MonthlyTotal,
)
from data_access.schema.base import table_of

KEY = ("day", "department_code", "item_code")
COLUMNS = [*KEY, "measure", "in_cells", "from_rows"]
_cells = table_of(DailyCell)
_durations = table_of(DurationCell)
_totals = table_of(DailyTotal)
_bursts = table_of(BurstCell)
_months = table_of(MonthlyCell)
_month_totals = table_of(MonthlyTotal)
_month_durations = table_of(MonthlyDuration)


def compare(connection: Connection) -> pd.DataFrame:
    """One row a number that differs between what is kept and the rows; none when all is well.

    Columns: day, department_code, item_code, measure, in_cells, from_rows. The measure of a
    duration is closed_in_N_days; a department's total that is not the sum of its cells is
    total_MEASURE, without an item, and that of a burst of closing burst. Months are on their first
    day: month_MEASURE, month_closed_in_N_days, month_total_MEASURE, against the sums of the days.
    Reads everything: for checks, not for pages.
    """
    differences = [
        _difference(row, measure.name, index)
        for group in GROUPS.values()
        for row in connection.execute(_unequal_cells(group))
        for index, measure in enumerate(group.measures)
        if row[3 + 2 * index] != row[4 + 2 * index]
    ]
    differences += [
        (*row[:3], f"closed_in_{row[3]}_days", row[4], row[5])
        for row in connection.execute(_unequal_durations())
    ]
    differences += _named(connection, _unequal_totals(), "total_")
    differences += [
        (*row[:2], "", "burst", row[-2], row[-1]) for row in connection.execute(_unequal_bursts())
    ]
    kept = last_kept(connection)
    if kept:
        past = month_after(kept)
        differences += _named(connection, _unequal_months(past), "month_")
        differences += _named(connection, _unequal_month_totals(), "month_total_")
        differences += [
            (*row[:3], f"month_closed_in_{row[3]}_days", row[4], row[5])
            for row in connection.execute(_unequal_month_durations(past))
        ]
    return pd.DataFrame(differences, columns=COLUMNS)


def _named(connection: Connection, unequal: Select[Any], prefix: str) -> list[tuple[Any, ...]]:
    """The differences of rows with every measure; without an item where the key has none."""
    width = len(unequal.selected_columns) - 2 * len(CELL_MEASURES)
    return [
        (
            *row[:2],
            row[2] if width == len(KEY) else "",
            f"{prefix}{name}",
            row[place],
            row[place + 1],
        )
        for row in connection.execute(unequal)
        for place, name in zip(range(width, len(row), 2), CELL_MEASURES, strict=True)
        if row[place] != row[place + 1]
    ]


def _difference(row: Row[Any], name: str, index: int) -> tuple[Any, ...]:
    return (*row[:3], name, row[3 + 2 * index], row[4 + 2 * index])


def _unequal_cells(group: Group) -> Select[Any]:
    """The cells in which a measure differs: their key, and each measure in cells and from rows."""
    names = [measure.name for measure in group.measures]
    counted = all_cells(group).subquery()
    anything = or_(*(_cells.c[name] != 0 for name in names))
    kept = select(*_columns(_cells, KEY), *_two_sided(_cells, names, is_kept=True)).where(anything)
    fresh = select(*_columns(counted, KEY), *_two_sided(counted, names, is_kept=False))
    return _unequal(kept, fresh, list(KEY), len(names))


def _unequal_durations() -> Select[Any]:
    return _unequal_sums(_durations, all_durations().subquery(), [*KEY, "used_days"], ["cases"])


def _unequal_totals() -> Select[Any]:
    return _unequal_sums(_totals, _cells, list(KEY[:2]), CELL_MEASURES)


def _unequal_bursts() -> Select[Any]:
    key = ["day", "department_code", "officer", "first_at"]
    return _unequal_sums(_bursts, all_bursts().subquery(), key, ["cases"])


def _unequal_months(past: date) -> Select[Any]:
    fresh = all_months().where(_cells.c.day < past).subquery()
    return _unequal_sums(_months, fresh, ["month", *KEY[1:]], CELL_MEASURES)


def _unequal_month_totals() -> Select[Any]:
    return _unequal_sums(
        _month_totals, all_month_totals().subquery(), ["month", KEY[1]], CELL_MEASURES
    )


def _unequal_month_durations(past: date) -> Select[Any]:
    fresh = all_month_durations().where(_durations.c.day < past).subquery()
    return _unequal_sums(_month_durations, fresh, ["month", *KEY[1:], "used_days"], ["cases"])


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
