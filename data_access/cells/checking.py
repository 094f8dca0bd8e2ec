"""Cells held against the rows they were counted from."""

from collections.abc import Iterable, Sequence
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

from data_access.cells.groups import GROUPS, Group
from data_access.cells.writing import all_cells, all_durations
from data_access.measures.kinds import Column
from data_access.schema import CELL_MEASURES, DailyCell, DailyTotal, DurationCell
from data_access.schema.base import table_of

KEY = ("day", "department_code", "item_code")
COLUMNS = [*KEY, "measure", "in_cells", "from_rows"]
_cells = table_of(DailyCell)
_durations = table_of(DurationCell)
_totals = table_of(DailyTotal)


def compare(connection: Connection) -> pd.DataFrame:
    """One row a number that differs between what is kept and the rows; none when all is well.

    Columns: day, department_code, item_code, measure, in_cells, from_rows. The measure of a
    duration is closed_in_N_days; a department's total that is not the sum of its cells is
    total_MEASURE, without an item. Reads everything: for checks, not for pages.
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
    differences += [
        (row[0], row[1], "", f"total_{name}", row[2 + 2 * index], row[3 + 2 * index])
        for row in connection.execute(_unequal_totals())
        for index, name in enumerate(CELL_MEASURES)
        if row[2 + 2 * index] != row[3 + 2 * index]
    ]
    return pd.DataFrame(differences, columns=COLUMNS)


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
    counted = all_durations().subquery()
    key = [*KEY, "used_days"]
    kept = select(*_columns(_durations, key), *_two_sided(_durations, ["cases"], is_kept=True))
    fresh = select(*_columns(counted, key), *_two_sided(counted, ["cases"], is_kept=False))
    return _unequal(kept, fresh, key, 1)


def _unequal_totals() -> Select[Any]:
    key = KEY[:2]
    kept = select(*_columns(_totals, key), *_two_sided(_totals, CELL_MEASURES, is_kept=True))
    fresh = select(*_columns(_cells, key), *_two_sided(_cells, CELL_MEASURES, is_kept=False))
    return _unequal(kept, fresh, list(key), len(CELL_MEASURES))


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
