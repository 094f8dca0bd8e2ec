"""What stands open or ended of late beside cases, in memory: appeals, signals, other findings.

What stands open is asked for with every look at a screen, and each row of it lies somewhere else in
its table. So a process reads them once as columns of numbers, and after a batch only the subjects
that it worked are read anew. A moment before the time it knows is left to SQL.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, literal, not_, select

from data_access.batches import newest_batch, worked_since
from data_access.days import start_after, start_of, unindexed
from data_access.many_keys import as_parameter, is_among
from data_access.measures import Measure
from data_access.open_set.codes import Codes
from data_access.open_set.newest import Newest
from data_access.open_set.reading import AT_ONCE, SIZES, Batch, alive_within, read
from data_access.open_set.rows import TEXT, Rows, marks_of
from data_access.open_set.seconds import FAR, Array, second_of
from data_access.schema.base import LocalTime
from supervision.scope import Scope

WEEKS = timedelta(weeks=6)
"""Of what stands open moments so far back are asked about; older ones seldom."""
YEAR = timedelta(days=370)
"""A year as the screens choose it, and some days of grace: the window moves with the batches."""

Counts = Callable[["Standing", int], Array]
"""For each row whether a measure counts it at a second, if it stands then."""


@dataclass(frozen=True, eq=False)
class Kind:
    """Rows that begin and end, of the subjects of some lines.

    `subject` names whom a batch works, and `also` others of whom a row tells as well; it may end
    in one way or another, whichever comes first. A flow is counted where it begins, so no row is
    held that began before what is known; `followed` is what always holds, written for reading the
    rows of a few subjects.
    `numbers` are columns beside the places, codes and moments; `always` holds for every row.
    `held` are the measures that are counted on the rows, `back` is how far back from the newest
    batch the moments lie that are known.
    """

    lines: tuple[str, ...]
    subject: ColumnElement[Any]
    begin: ColumnElement[Any]
    ends: tuple[ColumnElement[Any], ...]
    places: tuple[ColumnElement[Any], ...]
    held: Mapping[str, Counts]
    also: tuple[ColumnElement[Any], ...] = ()
    codes: tuple[ColumnElement[Any], ...] = ()
    moments: tuple[ColumnElement[Any], ...] = ()
    numbers: tuple[ColumnElement[Any], ...] = ()
    always: tuple[ColumnElement[bool], ...] = ()
    followed: tuple[ColumnElement[bool], ...] = ()
    back: timedelta = WEEKS
    is_flow: bool = False

    @property
    def coded(self) -> list[str]:
        """The columns of words."""
        return [str(column.name) for column in (*self.places, *self.also, *self.codes)]

    @property
    def timed(self) -> list[str]:
        """The columns of moments."""
        return [str(column.name) for column in (self.begin, *self.ends, *self.moments)]

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """All that is read of a row."""
        times = (self.begin, *self.ends, *self.moments)
        words = (self.subject.label("subject_id"), *self.places, *self.also, *self.codes)
        return (*words, *times, *self.numbers)

    def no_rows(self) -> Batch:
        """Its columns, empty."""
        return {
            "subject_id": np.empty(0, TEXT),
            "mark": np.empty(0, np.uint16),
            **{name: np.empty(0, np.int32) for name in self.coded},
            **{name: np.empty(0, np.uint32) for name in self.timed},
            **{str(one.name): np.empty(0, SIZES[str(one.name)]) for one in self.numbers},
        }

    def standing_after(self, since: datetime) -> list[ColumnElement[bool]]:
        """What has not ended by a moment, as questions that share no row.

        Two, because SQLite looks up every row of either before it decides the rest of one with
        `or`; of one end alone it decides in the index whatever the index holds.
        """
        end, *others = self.ends
        rest = [func.coalesce(other, literal(FAR, LocalTime)) > since for other in others]
        if self.is_flow:  # found by its beginning
            lasts = func.coalesce(end, literal(FAR, LocalTime)) > since
            return [and_(*self.always, self.begin > since, *rest, lasts)]
        return [and_(*self.always, *rest, lasts) for lasts in (end.is_(None), end > since)]

    def of_subjects(self, since: datetime, dialect: str) -> list[ColumnElement[bool]]:
        """The same of the subjects named by a parameter: a question for each column with them."""
        rest = [func.coalesce(end, literal(FAR, LocalTime)) > since for end in self.ends]
        rest += [unindexed(self.begin) > since] if self.is_flow else []
        columns = (self.subject, *self.also)
        among = [is_among(column, dialect) for column in columns]
        earlier = [
            [not_(is_among(unindexed(column), dialect)) for column in columns[:place]]
            for place in range(len(columns))
        ]
        always = self.followed or self.always
        return [
            and_(one, *others, *always, *rest) for one, others in zip(among, earlier, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class Standing:
    """One version: all rows that had not ended by `since`; `run_no` is the last batch it knows."""

    kind: Kind
    run_no: int
    since: datetime
    codes: Mapping[str, Codes]
    rows: Rows

    def has(self, column: str, word: str) -> Array:
        """For each row whether this word stands in a coded column."""
        return self.codes[column].among([word])[self.rows[column]]

    def tells(self, scope: Scope, as_of: datetime) -> bool:
        """Whether all that stands at the moment is here; of a flow, that began in the period."""
        if self.kind.is_flow:
            return self.since < min(start_of(scope.period.first), as_of)
        return self.since <= as_of

    def stands(self, scope: Scope, as_of: datetime) -> Array:
        """For each row whether it stands at the moment, as far as the scope goes.

        Of a flow only what began in the period.
        """
        rows, second = self.rows, second_of(as_of)
        stands = alive_within(scope, rows, self.codes) & (rows[str(self.kind.begin.name)] <= second)
        for end in self.kind.ends:
            stands &= rows[str(end.name)] > second
        if self.kind.is_flow:
            begun, period = rows[str(self.kind.begin.name)], scope.period
            stands &= begun >= second_of(start_of(period.first))
            stands &= begun < second_of(start_after(period.last))
        return stands

    def counted(self, name: str, as_of: datetime, stands: Array) -> Array:
        """For each row whether a measure counts it, of those that stand at the moment."""
        return stands & self.kind.held[name](self, second_of(as_of))

    def changed(self, connection: Connection, subjects: set[str], run_no: int) -> "Standing":
        """The next version: these subjects read anew, whatever has become of them."""
        kind, dialect = self.kind, connection.dialect.name
        gone = self.rows.places_of("subject_id", subjects)
        for name in (str(column.name) for column in kind.also):
            is_gone = self.rows.alive & self.codes[name].among(subjects)[self.rows[name]]
            gone = np.union1d(gone, np.flatnonzero(is_gone))
        keys = {"keys": as_parameter(sorted(subjects), dialect)}
        batches = (
            batch
            for of_them in kind.of_subjects(self.since, dialect)
            for batch in read(connection, self.codes, select(*kind.columns).where(of_them), keys)
        )
        added = _columns(kind, batches)
        return Standing(kind, run_no, self.since, self.codes, self.rows.changed(gone, added))


class Held:
    """The rows of a kind, the newest version of each database in this process."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._newest = Newest[Standing](self._next)

    def known(self, connection: Connection) -> Standing:
        """The rows as they stand, one version for all who ask the same database."""
        return self._newest.seen_by(connection)

    def is_at_hand(self, connection: Connection, as_of: datetime) -> bool:
        """Whether what was open at the moment is in memory already."""
        known = self._newest.known_to(connection)
        return known is not None and known.since <= as_of

    def counts(self, measure: Measure) -> bool:
        """Whether a measure is counted on them."""
        return measure.name in self.kind.held

    def stocks(
        self,
        connection: Connection,
        scope: Scope,
        *,
        as_of: datetime,
        names: Sequence[str],
        by: str | None = None,
    ) -> pd.DataFrame | None:
        """The same as `figures` of these measures; `by` is department, item or town.

        None for what is not in memory. Raises KeyError for a measure that is not held.
        """
        moment = as_of.replace(microsecond=0)
        known = self.known(connection)
        if not known.tells(scope, moment):
            return None
        stands = known.stands(scope, moment)
        counted = {name: known.counted(name, moment, stands) for name in names}
        if by is None:
            numbers = {name: [int(np.count_nonzero(holds))] for name, holds in counted.items()}
            return pd.DataFrame(numbers, dtype="int64")
        words = list(known.codes[f"{by}_code"].words)  # a later version may add to it meanwhile
        key = known.rows[f"{by}_code"]
        split = {
            name: np.bincount(key[holds], minlength=len(words)) for name, holds in counted.items()
        }
        frame = pd.DataFrame(split, dtype="int64")
        frame.insert(0, by, pd.Series(words, dtype="str"))
        return frame[frame[list(names)].any(axis=1)].sort_values(by, ignore_index=True)

    def forget(self) -> None:
        """Start anew."""
        self._newest.forget()

    def _next(self, connection: Connection, current: Standing | None, newest: int) -> Standing:
        """The version of the newest batch: changed where little has changed, else read anew."""
        kind = self.kind
        until = newest_batch(connection).finished_at
        since = (until - kind.back).replace(microsecond=0) if until else datetime(1970, 1, 1)
        if current is not None and not current.rows.is_worn and since - current.since < WEEKS:
            worked = [worked_since(connection, line, current.run_no, newest) for line in kind.lines]
            if (subjects := _together(worked)) is not None:
                return current.changed(connection, subjects, newest)
        codes = {name: Codes() for name in kind.coded}
        wanted = select(*kind.columns).execution_options(yield_per=AT_ONCE)
        batches = (
            batch
            for stands in kind.standing_after(since)
            for batch in read(connection, codes, wanted.where(stands))
        )
        return Standing(kind, newest, since, codes, Rows.of(_columns(kind, batches)))


def _together(worked: Sequence[set[str] | None]) -> set[str] | None:
    """The subjects of all lines; None where those of one are not known any more."""
    found: set[str] = set()
    for subjects in worked:
        if subjects is None:
            return None
        found |= subjects
    return found


def _columns(kind: Kind, batches: Iterator[Batch]) -> Batch:
    """The batches as one, each row with the mark of its subject."""
    blank = kind.no_rows()
    found = [
        batch | {"subject_id": np.array(keys, dtype=TEXT), "mark": marks_of(keys)}
        for batch in batches
        for keys in (batch["subject_id"],)
    ]
    return {name: np.concatenate([blank[name], *(one[name] for one in found)]) for name in blank}
