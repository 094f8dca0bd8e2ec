"""The cells of each database in this process: read block by block, kept in step with changes.

A block is a month of a table, or a day of a table that is large by day. Every question asks the
database for its newest batch, so a database that does not answer is never hidden by memory; what
changed since is found by the run_no of the cells, and only that is read anew.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Table, func, select

from data_access.batches import newest_batch
from data_access.cells.blocks import (
    CODED,
    Block,
    coded,
    number_of,
    read_block,
    read_rows,
    read_scope,
)
from data_access.cells.keys import AT_ONCE, CellKey
from data_access.cells.months import last_kept
from data_access.days import ONE_DAY, month_after, month_begun
from data_access.open_set.codes import Codes
from data_access.schema import CELLS, CellTables
from supervision.scope import Period, Scope

MOST_DAYS = 200
"""Blocks of single days that are kept: the days around whole months of the usual periods."""

YEAR = timedelta(days=365)

Place = tuple[Table, date]
"""A block: its table and its first day."""


@dataclass(frozen=True, eq=False)
class Version:
    """A set of cells as one batch left them; blocks come as they are asked for."""

    run_no: int
    kept: date | None
    """The last month that is summed up."""
    codes: dict[str, Codes]
    blocks: dict[Place, Block] = field(default_factory=dict)


class Cells:
    """One set of cells in one database, as a connection sees them."""

    def __init__(
        self, connection: Connection, tables: CellTables, version: Version, *, is_newest: bool
    ) -> None:
        self.tables = tables
        self._connection = connection
        self._version = version
        self._is_newest = is_newest

    @property
    def kept(self) -> date | None:
        """The first day of the last month that is summed up."""
        return self._version.kept

    @property
    def codes(self) -> dict[str, Codes]:
        """The words of the codes."""
        return self._version.codes

    def between(self, table: Table, days: Period) -> Iterator[Block]:
        """The blocks of a table that hold these days, and maybe some around them."""
        by_day = self.is_by_day(table)
        first = days.first if by_day else month_begun(days.first)
        while first <= days.last:
            after = first + ONE_DAY if by_day else month_after(first)
            yield self._block((table, first), after - ONE_DAY)
            first = after

    def _block(self, place: Place, last: date) -> Block:
        blocks = self._version.blocks
        found = blocks.get(place)
        if found is None:
            table, first = place
            found = read_block(self._connection, table, self.codes, first, last)
            if self._is_newest:  # what an older view of the database shows is not kept
                self._keep(place, found)
        return found

    def _keep(self, place: Place, block: Block) -> None:
        blocks = self._version.blocks
        with _guard:
            blocks[place] = block
            days = [one for one in blocks if self.is_by_day(one[0])]
            for one in days[:-MOST_DAYS]:
                del blocks[one]

    def read(self, table: Table, scope: Scope, names: Sequence[str]) -> Block:
        """The rows of a scope, of these measures alone, from the database."""
        return read_scope(self._connection, table, self.codes, scope, names)

    def is_by_day(self, table: Table) -> bool:
        """Whether it is kept day by day, because a month of it is large."""
        return table in (self.tables.daily, self.tables.durations)


class _Followed:
    """The newest version of one set of cells in one database."""

    def __init__(self, tables: CellTables) -> None:
        self._tables = tables
        self._version: Version | None = None
        self._changing = threading.Lock()

    def seen_by(self, connection: Connection) -> Cells:
        newest = newest_batch(connection).run_no
        version = self._version
        if version is None or version.run_no < newest:
            with self._changing:
                version = self._version
                if version is None or version.run_no < newest:
                    version = self._version = _next(connection, self._tables, version, newest)
        is_newest = version.run_no == newest
        return Cells(connection, self._tables, version, is_newest=is_newest)


_followed: WeakKeyDictionary[Engine, dict[CellTables, _Followed]] = WeakKeyDictionary()
_guard = threading.Lock()


def cells(connection: Connection, tables: CellTables) -> Cells:
    """A set of cells as they stand, for all who ask the same database."""
    with _guard:
        sets = _followed.setdefault(connection.engine, {})
        followed = sets.setdefault(tables, _Followed(tables))
    return followed.seen_by(connection)


def hold(connection: Connection, line: str) -> None:
    """Have a year at hand, in step with the newest batch, before anybody asks for it."""
    for tables in CELLS[line].sets:
        _hold(connection, tables)


def _hold(connection: Connection, tables: CellTables) -> None:
    known = cells(connection, tables)
    finished_at = newest_batch(connection).finished_at
    if finished_at is None:
        return
    last = finished_at.date()
    first = last - YEAR
    held: list[tuple[Table | None, date]] = [(tables.total, last)]
    if known.kept and known.kept >= first:  # months that are not summed up yet stay unread
        months = (tables.monthly_total, tables.monthly, tables.monthly_durations)
        held += [(table, known.kept) for table in months]
    for table, until in held:
        if table is not None:
            deque(known.between(table, Period(first, until)), maxlen=0)


def forget() -> None:
    """Start anew."""
    with _guard:
        _followed.clear()


def _next(
    connection: Connection, tables: CellTables, version: Version | None, newest: int
) -> Version:
    """The version of the newest batch: with what little has changed read anew, else empty."""
    kept = last_kept(connection, tables)
    touched = _touched(connection, tables, version.run_no) if version else None
    if version is None or touched is None:
        return Version(newest, kept, {name: Codes() for name in CODED})
    blocks = dict(version.blocks)
    for (table, first), cells_of in _by_block(tables, touched, blocks).items():
        fresh = read_rows(connection, table, version.codes, cells_of)
        gone = [_numbers(table, version.codes, cell) for cell in cells_of]
        blocks[table, first] = blocks[table, first].replaced(gone, fresh)
    return Version(newest, kept, version.codes, blocks)


def _touched(connection: Connection, tables: CellTables, run_no: int) -> list[CellKey] | None:
    """The cells counted anew since a batch; None when all were, or too many to be worth it.

    Cells go only when all are put in place anew; then none is older than that.
    """
    days, (outer, inner) = tables.daily.c, tables.codes
    oldest = connection.scalar(select(func.min(days.run_no)))
    if oldest is None or oldest > run_no:
        return None
    since = select(days.day, days[outer], days[inner]).where(days.run_no > run_no)
    found = connection.execute(since.limit(AT_ONCE + 1)).all()
    return None if len(found) > AT_ONCE else [(row[0], row[1], row[2]) for row in found]


def _by_block(
    tables: CellTables, touched: list[CellKey], blocks: dict[Place, Block]
) -> dict[Place, set[CellKey]]:
    """The keys of the rows to read anew, by the block that is kept of them."""
    found: dict[Place, set[CellKey]] = defaultdict(set)
    for day, outer, inner in touched:
        month = month_begun(day)
        for table, first, key in (
            (tables.total, month, (day, outer, "")),
            (tables.monthly_total, month, (month, outer, "")),
            (tables.monthly, month, (month, outer, inner)),
            (tables.monthly_durations, month, (month, outer, inner)),
            (tables.daily, day, (day, outer, inner)),
            (tables.durations, day, (day, outer, inner)),
        ):
            if table is not None and (table, first) in blocks:
                found[table, first].add(key)
    return found


def _numbers(table: Table, codes: dict[str, Codes], cell: CellKey) -> tuple[int, ...]:
    """The key of a cell in the numbers of a block."""
    day, *words = cell
    return number_of(day), *(
        int(codes[name].numbers([word])[0]) for name, word in zip(coded(table), words, strict=False)
    )
