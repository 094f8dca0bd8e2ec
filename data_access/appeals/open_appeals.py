"""The rounds of appeals that stand open, in memory, and those answered of late.

What stands open is asked for with every look at the screen of appeals, and each round of it lies
somewhere else in the table. So a process reads them once as columns of numbers, and after a batch
only the appeals that it worked are read anew. A moment before the weeks it knows is left to SQL.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from data_access.batches import worked_since
from data_access.many_keys import as_parameter, is_among
from data_access.measures import MEASURES
from data_access.measures.appeals import LINE, clock
from data_access.open_set.codes import Codes
from data_access.open_set.newest import Newest
from data_access.open_set.reading import AT_ONCE, PLACES, Batch, read
from data_access.open_set.rows import SPARE, TEXT, Rows, marks_of
from data_access.open_set.seconds import NEVER, Array, second_of
from data_access.schema import EvaluationRun
from supervision.scope import Scope

WEEKS = timedelta(weeks=6)
"""So far back from the newest batch the moments lie that it knows."""
MOMENTS = ("opened_at", "answered_at", "soon_at", "due_at")
COLUMNS: tuple[ColumnElement[Any], ...] = (
    clock.appeal_id.label("subject_id"),
    clock.round_no,
    *(clock[name] for name in PLACES),
    *(clock[name] for name in MOMENTS),
    and_(clock.due_at.is_(None), clock.raw_due_at.is_(None)).label("has_no_limit"),
)
HELD: Mapping[str, Callable[[Rows, int], Array]] = {
    "appeals_open": lambda rows, _second: rows.alive,
    "appeals_open_overdue": lambda rows, second: rows["due_at"] < second,
    "appeals_open_soon": lambda rows, second: (
        (rows["soon_at"] <= second) & (rows["due_at"] >= second) & (rows["due_at"] != NEVER)
    ),
    "appeals_open_without_limit": lambda rows, _second: rows["has_no_limit"],
}
"""The measures that are counted here, and which of the open rounds each counts."""


@dataclass(frozen=True, eq=False)
class OpenAppeals:
    """One version: all rounds not answered by `since`; `run_no` is the last batch it knows."""

    run_no: int
    since: datetime
    codes: Mapping[str, Codes]
    rows: Rows

    @property
    def is_worn(self) -> bool:
        """Whether so much of it is gone that it is worth reading anew."""
        return self.rows.gone > SPARE + self.rows.count // 4

    def counted(self, scope: Scope, as_of: datetime, name: str) -> Array:
        """For each row whether a measure counts it at the moment, as far as the scope goes."""
        rows, second = self.rows, second_of(as_of)
        holds = rows.alive & (rows["opened_at"] <= second) & (rows["answered_at"] > second)
        holds &= HELD[name](rows, second)
        for place, wanted in zip(
            PLACES, (scope.departments, scope.items, scope.towns), strict=True
        ):
            if wanted:
                holds &= self.codes[place].among(wanted)[rows[place]]
        return holds

    def changed(self, connection: Connection, subjects: set[str], run_no: int) -> "OpenAppeals":
        """The next version: these appeals read anew, whatever has become of them."""
        gone = self.rows.places_of("subject_id", subjects)
        dialect = connection.dialect.name
        of_them = is_among(clock.appeal_id, dialect)
        keys = {"keys": as_parameter(sorted(subjects), dialect)}
        wanted = select(*COLUMNS).where(of_them, _stands_after(self.since))
        added = _columns(read(connection, self.codes, wanted, keys))
        return OpenAppeals(run_no, self.since, self.codes, self.rows.changed(gone, added))


def open_appeals(connection: Connection) -> OpenAppeals:
    """The rounds as they stand, one for all who ask the same database."""
    return _newest.seen_by(connection)


def is_at_hand(connection: Connection, as_of: datetime) -> bool:
    """Whether what was open at the moment is in memory already."""
    known = _newest.known_to(connection)
    return known is not None and known.since <= as_of


def stocks(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    names: Sequence[str],
    by: str | None = None,
) -> pd.DataFrame | None:
    """The same as `figures` of these measures (names of HELD); `by` is department, item or town.

    None for a moment that is not in memory. Raises KeyError for a measure that is not held.
    """
    moment = as_of.replace(microsecond=0)
    known = open_appeals(connection)
    if moment < known.since:
        return None
    counted = {name: known.counted(scope, moment, name) for name in names}
    if by is None:
        numbers = {name: [int(np.count_nonzero(holds))] for name, holds in counted.items()}
        return pd.DataFrame(numbers, dtype="int64")
    words, key = known.codes[f"{by}_code"].words, known.rows[f"{by}_code"]
    frame = pd.DataFrame(
        {name: np.bincount(key[holds], minlength=len(words)) for name, holds in counted.items()},
        dtype="int64",
    )
    frame.insert(0, by, pd.Series(words, dtype="str"))
    return frame[frame[list(names)].any(axis=1)].sort_values(by, ignore_index=True)


def longest(
    connection: Connection, scope: Scope, *, as_of: datetime, name: str, limit: int, offset: int = 0
) -> tuple[int, list[tuple[str, int]]] | None:
    """How many rounds a measure of HELD counts, and a page of them in the order of their list.

    Each as appeal_id and round_no; None for a moment that is not in memory.
    """
    moment = as_of.replace(microsecond=0)
    known = open_appeals(connection)
    if moment < known.since:
        return None
    places = np.flatnonzero(known.counted(scope, moment, name))
    since = known.rows["due_at" if MEASURES[name].exceeded else "opened_at"][places]
    if offset + limit < len(places):  # only what can stand on the page is sorted
        chosen = since <= np.partition(since, offset + limit)[offset + limit]
        places, total = places[chosen], len(places)
        since = since[chosen]
    else:
        total = len(places)
    ids = known.rows["subject_id"][places].tolist()
    rounds = known.rows["round_no"][places].tolist()
    ordered = sorted(zip(since.tolist(), ids, rounds, strict=True))
    return total, [(one, number) for _, one, number in ordered[offset : offset + limit]]


def forget() -> None:
    """Start anew."""
    _newest.forget()


def _next(connection: Connection, current: OpenAppeals | None, newest: int) -> OpenAppeals:
    """The version of the newest batch: changed where little has changed, else read anew."""
    until = connection.scalar(select(EvaluationRun.finished_at).where(_is_batch(newest)))
    since = (until - WEEKS).replace(microsecond=0) if until else datetime(1970, 1, 1)
    if current is not None and not current.is_worn and since - current.since < WEEKS:
        subjects = worked_since(connection, LINE, current.run_no, newest)
        if subjects is not None:
            return current.changed(connection, subjects, newest)
    codes = {name: Codes() for name in PLACES}
    wanted = select(*COLUMNS).where(_stands_after(since))
    found = read(connection, codes, wanted.execution_options(yield_per=AT_ONCE))
    return OpenAppeals(newest, since, codes, Rows.of(_columns(found)))


def _is_batch(run_no: int) -> ColumnElement[bool]:
    return EvaluationRun.run_no == run_no


def _stands_after(since: datetime) -> ColumnElement[bool]:
    return or_(clock.answered_at.is_(None), clock.answered_at > since)


def _columns(batches: Iterator[Batch]) -> Batch:
    """The batches as one, each round with the mark of its appeal."""
    found = [
        batch | {"subject_id": np.array(keys, dtype=TEXT), "mark": marks_of(keys)}
        for batch in batches
        for keys in (batch["subject_id"],)
    ]
    blank: Batch = {
        "subject_id": np.empty(0, TEXT),
        "mark": np.empty(0, np.uint16),
        "round_no": np.empty(0, np.int32),
        **{name: np.empty(0, np.int32) for name in PLACES},
        **{name: np.empty(0, np.uint32) for name in MOMENTS},
        "has_no_limit": np.empty(0, np.bool_),
    }
    return {name: np.concatenate([blank[name], *(one[name] for one in found)]) for name in blank}


_newest = Newest[OpenAppeals](_next)
