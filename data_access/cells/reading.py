"""Cells as history is read from them: every reader of cells comes through here.

They are added up in memory (data_access.cells.memory): whole months from what is summed up by
month, the days around them from the days.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Table, literal

from data_access.cells.blocks import (
    Array,
    Block,
    day_numbered,
    joined,
    measures_of,
)
from data_access.cells.memory import Cells, cells
from data_access.days import ONE_DAY, month_after, month_begun
from supervision.scope import Period, Scope

KEYS = {"department": "department_code", "item": "item_code"}
PLACE, BETWEEN = "place", "\n"
"""A split by department and item together: its key is both codes, one a line."""

Sums = list[tuple[Any, ...]]


def read_cells(
    connection: Connection, line: str, names: tuple[str, ...], scope: Scope, by: str | None
) -> Sums:
    """Rows to be added up by their key (None without `by`): sums of the named measures of a line.

    The columns: the key, then one a name in their order. `by` is department, item, place, day or
    month; the key of a month is any day of it. Cells know no towns: the scope must not name any.
    """
    known = cells(connection, line)
    tables = known.tables
    is_by_item = bool(scope.items) or by in ("item", PLACE)
    daily = tables.daily if is_by_item else tables.total
    monthly = tables.monthly if is_by_item else tables.monthly_total
    found = _rows(known, daily, monthly, names, scope, by)
    key = _key_of(found, by)
    return [(word, *numbers) for word, *numbers in _added(known, key, found.numbers, by)]


def read_durations(connection: Connection, line: str, scope: Scope, by: str | None) -> Sums:
    """Rows to be added up by key and number of days used: the key, used_days, cases."""
    known = cells(connection, line)
    durations, monthly = known.tables.durations, known.tables.monthly_durations
    assert durations is not None
    assert monthly is not None
    found = _rows(known, durations, monthly, ("cases",), scope, by)
    used = found.key["used_days"].astype(np.int64)
    longest = int(used.max(initial=0)) + 1
    least = int(used.min(initial=0))
    key = _key_of(found, by)
    span = longest - least
    both = used - least if key is None else key * span + used - least
    present, sums = _grouped(both, found.numbers)
    keys, days = np.divmod(present, span)
    words = [None] * len(keys) if by is None else _words(known, keys, by)
    return list(zip(words, (days + least).tolist(), sums[0].tolist(), strict=True))


def place_of(department: ColumnElement[Any], item: ColumnElement[Any]) -> ColumnElement[str]:
    """Both codes as one key."""
    return department.concat(literal(BETWEEN)).concat(item)


def _rows(
    known: Cells,
    daily: Table,
    monthly: Table,
    names: Sequence[str],
    scope: Scope,
    by: str | None,
) -> Block:
    """The rows of the scope, with the named measures alone."""
    measures = measures_of(daily)
    places = [measures.index(name) for name in names]
    found = joined(
        [
            block.within(days.first, days.last, places)
            for days, is_monthly in _stretches(known, scope.period, by)
            for block in known.between(monthly if is_monthly else daily, days)
        ]
    )
    for name, wanted in (("department_code", scope.departments), ("item_code", scope.items)):
        if wanted:
            found = found.where(known.codes[name].among(wanted)[found.key[name]])
    return found


def _stretches(known: Cells, whole: Period, by: str | None) -> Iterable[tuple[Period, bool]]:
    """The period in up to three parts: the whole months that are kept, and the days around them."""
    first = whole.first if whole.first.day == 1 else month_after(whole.first)
    past = month_begun(whole.last + ONE_DAY)
    past = min(past, month_after(known.kept)) if by != "day" and known.kept else first
    if first >= past:
        yield whole, False
        return
    yield Period(first, past - ONE_DAY), True
    if whole.first < first:
        yield Period(whole.first, first - ONE_DAY), False
    if past <= whole.last:
        yield Period(past, whole.last), False


def _key_of(found: Block, by: str | None) -> Array | None:
    """The number that rows are split by; None where they are not."""
    if by is None:
        return None
    if by == PLACE:
        return (found.key["department_code"].astype(np.int64) << 32) | found.key["item_code"]
    return found.key[KEYS[by]] if by in KEYS else found.days


def _added(known: Cells, key: Array | None, numbers: Array, by: str | None) -> Sums:
    if key is None or by is None:
        return [(None, *numbers.sum(axis=1, dtype=np.int64).tolist())]
    present, sums = _grouped(key, numbers)
    return list(zip(_words(known, present, by), *sums.tolist(), strict=True))


def _grouped(key: Array, numbers: Array) -> tuple[Array, Array]:
    """The keys there are, in order, and for each measure the sums by key."""
    order = np.argsort(key, kind="stable")
    in_order = key[order]
    starts = np.flatnonzero(np.diff(in_order, prepend=in_order[:1] - 1))
    if not len(starts):
        return in_order, numbers.astype(np.int64)
    return in_order[starts], np.add.reduceat(numbers[:, order], starts, axis=1, dtype=np.int64)


def _words(known: Cells, keys: Array, by: str) -> list[Any]:
    """Numbers of a split in words: codes, or days."""
    if by == PLACE:
        departments, items = (known.codes[name].words for name in KEYS.values())
        return [
            f"{departments[one >> 32]}{BETWEEN}{items[one & 0xFFFFFFFF]}" for one in keys.tolist()
        ]
    if by in KEYS:
        words = known.codes[KEYS[by]].words
        return [words[number] for number in keys.tolist()]
    return [day_numbered(number) for number in keys.tolist()]
