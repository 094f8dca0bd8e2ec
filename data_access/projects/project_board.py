"""The board of projects of each database, in memory: read anew where a project or time changes it.

Ten thousand projects take a second to read, and whoever looks at their screen asks for all of them.
Between two moments at which something of them begins or ends, and two batches that worked a
project, all answers are the same; so they are read once for all readers. After a batch only the
projects that it worked are read anew. Every question still asks for the newest batch: a database
that is away is not hidden.
"""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

import pandas as pd
from sqlalchemy import Connection, Engine

from data_access.access.row_security import seeing_everything
from data_access.batches import newest_batch, worked_since
from data_access.projects import project_reading
from data_access.projects.project_reading import LINE, PLACES, STOCKS, Reports
from supervision.scope import Scope

MOST_CHANGED = 200
"""So many changed projects are read one by one; more are worth reading all anew."""
MOST_BOARDS = 6
"""Moments apart that are kept at once: today, and where readers look back to."""
HELD = frozenset(measure.name for measure in STOCKS)
"""The measures that a board counts."""


@dataclass(frozen=True, eq=False)
class Board:
    """All projects from one moment until something of them changes; frames as they were read.

    What is added up by place is also there by project.
    """

    since: datetime
    until: datetime
    projects: pd.DataFrame
    coming: pd.DataFrame
    reports: Reports
    money: pd.DataFrame
    stocks_of: pd.DataFrame
    stocks: pd.DataFrame

    def holds(self, as_of: datetime) -> bool:
        """Whether it says how projects stand at the moment."""
        return self.since <= as_of < self.until

    def changed(self, gone: Collection[str], fresh: "Board") -> "Board":
        """With some projects as another board has them, from its moment on."""
        reports = self.reports.changed(gone, fresh.reports)
        stocks_of = _replaced(self.stocks_of, gone, fresh.stocks_of)
        return Board(
            since=fresh.since,
            until=min(self.until, fresh.until),
            projects=project_reading.worst_first(_replaced(self.projects, gone, fresh.projects)),
            coming=project_reading.soonest_first(_replaced(self.coming, gone, fresh.coming)),
            reports=reports,
            money=reports.by_place(),
            stocks_of=stocks_of,
            stocks=project_reading.by_place(stocks_of),
        )


class _Held:
    """The boards of one database, the one asked for last at the end."""

    def __init__(self) -> None:
        self._boards: list[Board] = []
        self._run_no = 0
        self._changing = threading.Lock()

    def at(self, connection: Connection, as_of: datetime) -> Board:
        newest = newest_batch(connection).run_no
        found = self._found(as_of, newest)
        if found is None:
            with self._changing:
                if newest < self._run_no:  # an older view of the database leaves nothing behind
                    return _read(connection, as_of)
                self._follow(connection, as_of, newest)
                found = self._found(as_of, newest) or _read(connection, as_of)
                others = [board for board in self._boards if board is not found]
                self._boards = [*others[-MOST_BOARDS + 1 :], found]
        return found

    def _found(self, as_of: datetime, newest: int) -> Board | None:
        """The board of the moment, where it is known and nothing has been worked since."""
        if newest != self._run_no:
            return None
        return next((board for board in self._boards if board.holds(as_of)), None)

    def _follow(self, connection: Connection, as_of: datetime, newest: int) -> None:
        """Bring the board of the moment up to the newest batch; others go when it changed any."""
        if newest == self._run_no:
            return
        changed = worked_since(connection, LINE, self._run_no, newest)
        if changed != set():
            known = next((board for board in self._boards if board.holds(as_of)), None)
            is_little = changed is not None and len(changed) <= MOST_CHANGED
            self._boards = []
            if known and changed and is_little:
                self._boards = [known.changed(changed, _read(connection, as_of, changed))]
        self._run_no = newest

    def reaches(self, as_of: datetime) -> bool:
        """Whether a board of the moment has been read, though a later batch may change it."""
        return any(board.holds(as_of) for board in self._boards)


_held: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()
_guard = threading.Lock()


def board(connection: Connection, as_of: datetime) -> Board:
    """How all projects stand at the moment, for all who ask the same database."""
    return _of(connection).at(connection, as_of.replace(microsecond=0))


def is_at_hand(connection: Connection, as_of: datetime) -> bool:
    """Whether the board of the moment has been read."""
    return _of(connection).reaches(as_of.replace(microsecond=0))


def stocks(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    names: Iterable[str],
    by: str | None = None,
) -> pd.DataFrame:
    """The same as `figures` of these measures, counted on the board; `by` as there, but no time.

    Raises ValueError for a measure that is no stock of projects.
    """
    columns = list(names)
    strange = [name for name in columns if name not in HELD]
    if strange:
        raise ValueError(f"{', '.join(strange)}: not counted on the board of projects")
    rows = within(scope, board(connection, as_of).stocks)
    if by is None:
        return rows[columns].sum().to_frame().T.astype("int64")
    grouped = rows.groupby(f"{by}_code")[columns].sum().rename_axis(by)
    return grouped[grouped.any(axis=1)].reset_index()


def within(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that a scope lets through; what is done to the answer does not reach the board."""
    bounds = zip(PLACES, (scope.departments, scope.items, scope.towns), strict=True)
    for name, wanted in bounds:
        if wanted:
            frame = frame[frame[name if name in frame else "kind"].isin(wanted)]
    return frame.copy(deep=False)


def forget() -> None:
    """Start anew."""
    with _guard:
        _held.clear()


def _of(connection: Connection) -> _Held:
    with _guard:
        return _held.setdefault(connection.engine, _Held())


def _read(connection: Connection, as_of: datetime, of: Collection[str] | None = None) -> Board:
    """The board of all projects, or of some alone."""
    with seeing_everything(connection):
        reports = project_reading.read_reports(connection, as_of, of)
        stocks_of = project_reading.read_stocks(connection, as_of, of)
        projects = project_reading.read_projects(connection, as_of, of)
        coming = project_reading.read_coming(connection, as_of, of)
        return Board(
            since=as_of,
            until=project_reading.next_change(connection, as_of, of),
            projects=project_reading.worst_first(projects),
            coming=project_reading.soonest_first(coming),
            reports=reports,
            money=reports.by_place(),
            stocks_of=stocks_of,
            stocks=project_reading.by_place(stocks_of),
        )


def _replaced(rows: pd.DataFrame, gone: Collection[str], fresh: pd.DataFrame) -> pd.DataFrame:
    """The rows without those of some projects, and with fresh ones.

    A column without any value has no type of its own and must not decide that of the whole.
    """
    parts = [part for part in (rows[~rows["project_id"].isin(list(gone))], fresh) if len(part)]
    if not parts:
        return fresh
    told = [part.dropna(axis="columns", how="all") for part in parts]
    return pd.concat(told, ignore_index=True).reindex(columns=rows.columns)
