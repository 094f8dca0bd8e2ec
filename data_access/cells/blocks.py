"""Rows of cells as columns of numbers, in blocks that are kept in memory and added up there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, String, Table, select, type_coerce

from data_access.cells.keys import CellKey, as_parameter, cells_asked
from data_access.open_set.codes import Codes
from supervision.scope import Scope

Array = npt.NDArray[Any]
DAYS = ("day", "month")
CODED = ("department_code", "item_code", "town_code")
NUMBERED = (*CODED, "used_days")


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows of one table of cells in order of their days; never changed once it is made."""

    days: Array
    """Days since 1970; of a monthly table the first of the month."""
    key: Mapping[str, Array]
    """What else tells one row from another, in the order of the table: codes by their number,
    used_days."""
    numbers: Array
    """A row a measure, a column a row of the table."""

    def within(self, first: date, last: date, rows: Sequence[int]) -> "Block":
        """The rows of these days, of these measures alone."""
        begin, end = np.searchsorted(self.days, (number_of(first), number_of(last) + 1))
        key = {name: values[begin:end] for name, values in self.key.items()}
        return Block(self.days[begin:end], key, self.numbers[rows, begin:end])

    def where(self, holds: Array) -> "Block":
        """The rows for which it holds."""
        key = {name: values[holds] for name, values in self.key.items()}
        return Block(self.days[holds], key, self.numbers[:, holds])

    def replaced(self, gone: Iterable[tuple[int, ...]], fresh: "Block") -> "Block":
        """The same without the rows that begin with these keys, and with others."""
        keys = np.array(sorted(gone), dtype=np.int64)
        names = list(self.key)[: keys.shape[1] - 1]
        is_gone = np.isin(_packed(self, names), _pack(list(keys.T)))
        return _sorted(joined([self.where(~is_gone), fresh]))

    @property
    def bytes(self) -> int:
        """What it takes."""
        parts = (self.days, self.numbers, *self.key.values())
        return sum(part.nbytes for part in parts)


def joined(blocks: Sequence[Block]) -> Block:
    """All rows of blocks of one shape, at least one; a key counts where every block has it."""
    if len(blocks) == 1:
        return blocks[0]
    names = [name for name in blocks[0].key if all(name in block.key for block in blocks)]
    return Block(
        np.concatenate([block.days for block in blocks]),
        {name: np.concatenate([block.key[name] for block in blocks]) for name in names},
        np.concatenate([block.numbers for block in blocks], axis=1),
    )


def read_block(
    connection: Connection, table: Table, codes: Mapping[str, Codes], first: date, last: date
) -> Block:
    """The rows of these days."""
    day = table.c[_day_name(table)]
    return _sorted(_read(connection, table, codes, select(table).where(day.between(first, last))))


def read_scope(
    connection: Connection,
    table: Table,
    codes: Mapping[str, Codes],
    scope: Scope,
    names: Sequence[str],
) -> Block:
    """The rows of a scope, with the named measures alone."""
    day = table.c[_day_name(table)]
    wanted = select(table).where(day.between(scope.period.first, scope.period.last))
    for name, some in codes_of(scope).items():
        if some and name in table.c:
            wanted = wanted.where(table.c[name].in_(some))
    return _sorted(_read(connection, table, codes, wanted, names=names))


def read_rows(
    connection: Connection, table: Table, codes: Mapping[str, Codes], cells: Iterable[CellKey]
) -> Block:
    """The rows of these cells; a table of totals takes any inner code."""
    asked = cells_asked(connection.dialect.name)
    belongs = table.c[_day_name(table)] == asked.c.day
    for name, wanted in zip(coded(table), (asked.c.outer_code, asked.c.inner_code), strict=False):
        belongs &= table.c[name] == wanted
    rows = select(table).select_from(asked.join(table, belongs))
    return _read(connection, table, codes, rows, {"cells": as_parameter(cells)})


def number_of(day: date) -> int:
    """A day as days since 1970."""
    return day.toordinal() - _EPOCH


def day_numbered(number: int) -> date:
    """The day so many days after the first of 1970."""
    return date.fromordinal(number + _EPOCH)


@lru_cache(maxsize=64)
def measures_of(table: Table) -> tuple[str, ...]:
    """The names of its numbers, in their order."""
    return tuple(
        column.name
        for column in table.c
        if column.name not in (*DAYS, *NUMBERED) and column.name != "run_no"
    )


def coded(table: Table) -> list[str]:
    """The names of its codes, the outer first."""
    return [column.name for column in table.c if column.name in CODED]


def codes_of(scope: Scope) -> dict[str, tuple[str, ...]]:
    """The codes that a scope lets through, by the name of their column; all where it names none."""
    return dict(zip(CODED, (scope.departments, scope.items, scope.towns), strict=True))


_EPOCH = date(1970, 1, 1).toordinal()


def _read(
    connection: Connection,
    table: Table,
    codes: Mapping[str, Codes],
    wanted: Select[Any],
    parameters: Mapping[str, Any] | None = None,
    names: Sequence[str] = (),
) -> Block:
    """The rows that are wanted, of all measures unless some are named."""
    day = _day_name(table)
    keys = [column.name for column in table.c if column.name in NUMBERED]
    measures = names or measures_of(table)
    columns = [type_coerce(table.c[day], String), *(table.c[name] for name in (*keys, *measures))]
    rows = connection.execute(wanted.with_only_columns(*columns), parameters or {}).all()
    if not rows:
        nothing = np.empty(0, np.int32)
        numbers = np.empty((len(measures), 0), np.int32)
        return Block(nothing, dict.fromkeys(keys, nothing), numbers)
    days, *others = zip(*rows, strict=True)
    key = {
        name: codes[name].numbers(values) if name in CODED else np.array(values, np.int32)
        for name, values in zip(keys, others, strict=False)
    }
    as_days = np.array(days, "datetime64[D]").astype(np.int32)
    return Block(as_days, key, np.array(others[len(keys) :], np.int32))


def _sorted(block: Block) -> Block:
    order = np.argsort(block.days, kind="stable")
    key = {name: values[order] for name, values in block.key.items()}
    return Block(block.days[order], key, np.ascontiguousarray(block.numbers[:, order]))


def _packed(block: Block, names: Iterable[str]) -> Array:
    return _pack([block.days, *(block.key[name] for name in names)])


def _pack(parts: Sequence[Array]) -> Array:
    """Days and codes as one number: a code has far fewer than two million words."""
    packed = parts[0].astype(np.int64)
    for part in parts[1:]:
        packed = (packed << 21) | part
    return packed


def _day_name(table: Table) -> str:
    return "month" if "month" in table.c else "day"
