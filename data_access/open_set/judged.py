"""The cases of the sources that give verdicts, in memory: ours beside theirs at any moment.

Our verdict turns with the moment asked about, and the record as a whole is asked about, so neither
cells nor an index keep what is counted here from growing with the record. Few sources bring a
verdict, and a case of theirs is thirty bytes of numbers: so they are held, read once, and after a
batch only the cases that it worked are read anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, String, func, literal_column, select

from data_access.batches import worked_since
from data_access.many_keys import as_parameter, is_among
from data_access.measures.case_flows import has_no_limit
from data_access.measures.tables import case
from data_access.open_set.codes import Codes
from data_access.open_set.newest import Newest
from data_access.open_set.reading import AT_ONCE, JUDGED, PLACES, Batch, alive_within, read
from data_access.open_set.rows import TEXT, Rows, marks_of
from data_access.open_set.seconds import Array
from data_access.schema import CaseClock
from supervision.scope import Scope

CODED = (*PLACES, "source_code", "source_verdict")
MOMENTS = ("received_at", "clock_stopped_at", "promised_due_at")
COLUMNS: tuple[ColumnElement[Any], ...] = (
    case.case_id,
    *(case[name] for name in CODED),
    *(case[name] for name in MOMENTS),
    case.clock_started_at.is_not(None).label("is_started"),
    has_no_limit.label("has_no_limit"),
)
_BLANK = literal_column("''", String)
"""Written so that the partial index of cases with a verdict serves what differs from it."""


@dataclass(frozen=True, eq=False)
class Judged:
    """One version; `run_no` is the last batch of the evaluation that it knows."""

    run_no: int
    sources: tuple[str, ...]
    """Those that ever gave a verdict, in order."""
    codes: Mapping[str, Codes]
    rows: Rows

    def within(self, scope: Scope, holds: Array) -> Array:
        """The places of the rows for which it holds, as far as a scope lets them through."""
        return np.flatnonzero(holds & alive_within(scope, self.rows, self.codes))

    def changed(self, connection: Connection, subjects: set[str], run_no: int) -> "Judged":
        """The next version: these cases read anew, whatever has become of them."""
        gone = self.rows.places_of("case_id", subjects)
        dialect = connection.dialect.name
        wanted = select(*COLUMNS).where(
            is_among(case.case_id, dialect), case.source_code.in_(self.sources)
        )
        keys = {"keys": as_parameter(sorted(subjects), dialect)}
        added = _columns(read(connection, self.codes, wanted, keys))
        return Judged(run_no, self.sources, self.codes, self.rows.changed(gone, added))


def judged(connection: Connection) -> Judged:
    """The cases as they stand, one for all who ask the same database."""
    return _newest.seen_by(connection)


def speaking(connection: Connection) -> tuple[str, ...]:
    """The sources that ever gave a verdict: one step along the index for each of them."""
    first = select(func.min(CaseClock.source_code)).where(CaseClock.source_verdict != _BLANK)
    found = first.cte("speaking", recursive=True)
    code = found.c[0]
    after = first.where(CaseClock.source_code > code).scalar_subquery()
    found = found.union_all(select(after).where(code.is_not(None)))
    codes = connection.scalars(select(found))
    return tuple(sorted(code for code in codes if code is not None))


def _next(connection: Connection, current: Judged | None, newest: int) -> Judged:
    """The version of the newest batch: changed where little has changed, else read anew."""
    sources = speaking(connection)
    if current is not None and current.sources == sources and not current.rows.is_worn:
        subjects = worked_since(connection, "approval", current.run_no, newest)
        if subjects is not None:
            return current.changed(connection, subjects, newest)
    codes = {name: Codes() for name in CODED}
    wanted = select(*COLUMNS).where(case.source_code.in_(sources))
    found = read(connection, codes, wanted.execution_options(yield_per=AT_ONCE))
    return Judged(newest, sources, codes, Rows.of(_columns(found)))


def _columns(batches: Iterator[Batch]) -> Batch:
    """The batches as one, each case with its mark."""
    found = []
    for batch in batches:
        keys = batch["case_id"]
        found.append(batch | {"case_id": np.array(keys, dtype=TEXT), "mark": marks_of(keys)})
    if not found:
        return _none()
    return {name: np.concatenate([batch[name] for batch in found]) for name in found[0]}


def _none() -> Batch:
    return {
        "case_id": np.empty(0, TEXT),
        "mark": np.empty(0, np.uint16),
        **{name: np.empty(0, np.int32) for name in CODED},
        **{name: np.empty(0, np.uint32) for name in MOMENTS},
        **{name: np.empty(0, np.bool_) for name in JUDGED},
    }


_newest = Newest[Judged](_next)
