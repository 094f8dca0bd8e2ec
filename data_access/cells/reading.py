"""Cells as history is read from them: every reader of cells comes through here.

They are added up in memory (data_access.cells.memory): whole months from what is summed up by
month, the days around them from the days.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Table, literal

from data_access.cells.blocks import (
    Array,
    Block,
    codes_of,
    day_numbered,
    joined,
    measures_of,
)
from data_access.cells.memory import Cells, cells
from data_access.days import ONE_DAY, month_after, month_begun
from data_access.open_set.codes import Codes
from data_access.schema import CELLS, CellTables
from data_access.waiting import cells_wait
from supervision.scope import Period, Scope

KEYS = {"department": "department_code", "item": "item_code", "town": "town_code"}
PLACE, BETWEEN = "place", "\n"
"""A split by department and item together: its key is both codes, one a line."""

MOST_AROUND = 62
"""Around whole months lie no more days than this; more are read for the question alone."""
SPARSE = 8
"""Keys that leave more gaps than this are sorted, others counted where they stand."""

Sums = list[tuple[Any, ...]]


def read_cells(
    connection: Connection, line: str, names: tuple[str, ...], scope: Scope, by: str | None
) -> Sums:
    """Rows to be added up by their key (None without `by`): sums of the named measures of a line.

    The columns: the key, then one a name in their order. `by` is department, item, town, place, day
    or month; the key of a month is its first day. The line must know the scope and the split (see
    `knows`).
    """
    tables = _set_for(line, scope, by)
    assert tables is not None
    known, inner = cells(connection, tables), tables.codes[1]
    is_by_inner = bool(codes_of(scope)[inner]) or by == PLACE or KEYS.get(by or "") == inner
    daily = tables.daily if is_by_inner else tables.total
    monthly = tables.monthly if is_by_inner else tables.monthly_total
    found = _rows(known, daily, monthly, names, scope, by)
    return added(known.codes, key_of(found, by), found.numbers, by)


def knows(connection: Connection, line: str, scope: Scope, by: str | None) -> bool:
    """Whether cells of a line can answer: of towns only some do, of towns with items none.

    Those of towns came later than the rest: until they are counted for the first time, rows answer.
    """
    tables = _set_for(line, scope, by)
    return tables is CELLS[line] or (tables is not None and not cells_wait(connection, line))


def _set_for(line: str, scope: Scope, by: str | None) -> CellTables | None:
    if not (scope.towns or by == "town"):
        return CELLS[line]
    return None if scope.items or by in ("item", PLACE) else CELLS[line].by_town


def read_durations(
    connection: Connection, line: str, scope: Scope, by: str | None
) -> dict[Any, Counter[int]]:
    """For each key how many closed cases took how many days, the shortest first."""
    known = cells(connection, CELLS[line])
    durations, monthly = known.tables.durations, known.tables.monthly_durations
    assert durations is not None
    assert monthly is not None
    found = _rows(known, durations, monthly, ("cases",), scope, by)
    key = key_of(found, by)
    if key is None:
        key = np.zeros(len(found.days), np.int64)
    used = found.key["used_days"].astype(np.int64)
    least = used.min(initial=0)
    span = used.max(initial=0) - least + 1
    present, sums = _grouped(key * span + used - least, found.numbers)
    keys, days = np.divmod(present, span)
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)).tolist()
    words = [None] if by is None else _words(known.codes, keys[starts], by)
    longer, cases = (days + least).tolist(), sums[0].tolist()
    spreads: dict[Any, Counter[int]] = {}
    for word, start, end in zip(words, starts, [*starts[1:], len(cases)], strict=False):
        spread = spreads[word] = Counter()
        dict.update(spread, zip(longer[start:end], cases[start:end], strict=True))
    return spreads


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
    blocks: list[Block] = []
    for days, is_monthly in _stretches(known, scope.period, by):
        table = monthly if is_monthly else daily
        if known.is_by_day(table) and days.days > MOST_AROUND:
            blocks.append(known.read(table, scope.within(days), names))
            continue
        measures = measures_of(table)
        places = [measures.index(name) for name in names]
        blocks += (
            block.within(days.first, days.last, places) for block in known.between(table, days)
        )
    found = joined(blocks)
    for name, wanted in codes_of(scope).items():
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


def key_of(found: Block, by: str | None) -> Array | None:
    """The number that rows are split by; None where they are not."""
    if by is None:
        return None
    if by == PLACE:
        return (found.key["department_code"].astype(np.int64) << 32) | found.key["item_code"]
    if by == "month":
        return found.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found.key[KEYS[by]].astype(np.int64) if by in KEYS else found.days.astype(np.int64)


def added(codes: Mapping[str, Codes], key: Array | None, numbers: Array, by: str | None) -> Sums:
    """Numbers, a row a measure, summed by the key of their columns, its words in front."""
    if key is None or by is None:
        return [(None, *numbers.sum(axis=1, dtype=np.int64).tolist())]
    present, sums = _grouped(key, numbers)
    return list(zip(_words(codes, present, by), *sums.tolist(), strict=True))


def _grouped(key: Array, numbers: Array) -> tuple[Array, Array]:
    """The keys there are, in order, and for each measure the sums by key."""
    if not len(key):
        return key, numbers.astype(np.int64)
    least = key.min()
    if key.max() - least > SPARSE * len(key):
        present, key = np.unique(key, return_inverse=True)
        least, there = 0, np.arange(len(present))
    else:
        there = np.flatnonzero(np.bincount(key - least))
        present = there + least
    # the sums are whole numbers far below 2**53, so that they are exact
    sums = [np.bincount(key - least, weights=row)[there] for row in numbers]
    return present, np.array(sums).astype(np.int64)


def _words(codes: Mapping[str, Codes], keys: Array, by: str) -> list[Any]:
    """Numbers of a split in words: codes, or days."""
    if by == PLACE:
        departments, items = (codes[KEYS[name]].words for name in ("department", "item"))
        return [
            f"{departments[one >> 32]}{BETWEEN}{items[one & 0xFFFFFFFF]}" for one in keys.tolist()
        ]
    if by in KEYS:
        words = codes[KEYS[by]].words
        return [words[number] for number in keys.tolist()]
    if by == "month":
        return [date(1970 + number // 12, number % 12 + 1, 1) for number in keys.tolist()]
    return [day_numbered(number) for number in keys.tolist()]
