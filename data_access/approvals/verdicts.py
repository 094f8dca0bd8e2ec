"""Our verdict on time beside the one that the source system brought along.

It is counted in memory (data_access.open_set.judged) and listed by SQL; `our_verdict` and `_ours`
say the same, and a test holds every number to the length of its list.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from data_access.days import start_after, start_of
from data_access.listing import Listing
from data_access.measures.case_flows import has_no_limit
from data_access.open_set.judged import judged
from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import Array, second_of
from data_access.schema import CaseClock
from data_access.scoping import within
from supervision.scope import Scope

ON_TIME, LATE = "on_time", "late"
OPEN_WITHIN, OPEN_LATE = "open_within", "open_late"
NO_LIMIT, NOT_STARTED = "no_limit", "not_started"
OURS = (ON_TIME, LATE, OPEN_WITHIN, OPEN_LATE, NO_LIMIT, NOT_STARTED)
"""Every verdict of ours; the last two are states of their own, neither on time nor late."""
AGREES = {ON_TIME: "on_time", LATE: "overdue", OPEN_WITHIN: "on_time", OPEN_LATE: "overdue"}
"""What a source should say where we have a limit to judge by."""


def our_verdict(as_of: datetime) -> ColumnElement[str]:
    """What we say of a case at the moment, against its promised limit; equal is on time.

    A limit that an open pause stops has no last day: such a case is open and within it.
    """
    due, stopped = CaseClock.promised_due_at, CaseClock.clock_stopped_at
    has_stopped = and_(stopped.is_not(None), stopped <= as_of)
    return case(
        (CaseClock.clock_started_at.is_(None), NOT_STARTED),
        (has_no_limit, NO_LIMIT),
        (and_(has_stopped, or_(due.is_(None), stopped <= due)), ON_TIME),
        (has_stopped, LATE),
        (due < as_of, OPEN_LATE),
        else_=OPEN_WITHIN,
    )


def agreement(
    connection: Connection, scope: Scope, *, as_of: datetime, whole: bool = False
) -> pd.DataFrame:
    """One row a source, its verdict and ours, over the cases received in the period.

    Columns: source_code, source_verdict (on_time, overdue, or "" where it is blank), ours (one of
    OURS), cases. Sources that never give a verdict are left out. With `whole`, every case received
    up to `as_of` counts, whatever the period.
    """
    known = judged(connection)
    rows, second = known.rows, second_of(as_of)
    holds = rows["received_at"] <= second
    if not whole:
        holds &= rows["received_at"] >= second_of(start_of(scope.period.first))
        holds &= rows["received_at"] < second_of(start_after(scope.period.last))
    found = Chosen(rows, known.within(scope, holds))
    sources, verdicts = (known.codes[name].words for name in ("source_code", "source_verdict"))
    key = found["source_code"].astype(np.int64) * len(verdicts) + found["source_verdict"]
    counted = np.bincount(key * len(OURS) + _ours(found, second))
    numbers = []
    for group in np.flatnonzero(counted).tolist():
        rest, ours = divmod(group, len(OURS))
        source, verdict = divmod(rest, len(verdicts))
        numbers.append((sources[source], verdicts[verdict], OURS[ours], int(counted[group])))
    speaking = {source for source, verdict, *_ in numbers if verdict}
    said = sorted(row for row in numbers if row[0] in speaking)
    return pd.DataFrame(said, columns=["source_code", "source_verdict", "ours", "cases"])


def _ours(cases: Chosen, second: int) -> Array:
    """The place in OURS of what `our_verdict` says of each case; what has no end is never past."""
    due, stopped = cases["promised_due_at"], cases["clock_stopped_at"]
    has_stopped = stopped <= second
    said = [
        (~cases["is_started"], NOT_STARTED),
        (cases["has_no_limit"], NO_LIMIT),
        (has_stopped & (stopped <= due), ON_TIME),
        (has_stopped, LATE),
        (due < second, OPEN_LATE),
    ]
    places = [np.int8(OURS.index(ours)) for _, ours in said]
    return np.select([holds for holds, _ in said], places, np.int8(OURS.index(OPEN_WITHIN)))


@dataclass(frozen=True)
class Pair:
    """One number of `agreement`: a source, what it says ("" where blank), and what we say."""

    source: str
    verdict: str
    ours: str
    whole: bool = False


def list_verdicts(
    connection: Connection,
    scope: Scope,
    pair: Pair,
    *,
    as_of: datetime,
    limit: int = 20,
    offset: int = 0,
) -> Listing:
    """The cases behind a number of `agreement`, in order of receipt, and how many there are.

    Columns: case_id, case_no, item_code, department_code, town_code, received_at,
    promised_due_at, clock_stopped_at (if by `as_of`).
    """
    where = [
        *_received(scope, as_of, pair.whole),
        CaseClock.source_code == pair.source,
        CaseClock.source_verdict == pair.verdict,
        our_verdict(as_of) == pair.ours,
    ]
    statement = (
        select(
            CaseClock.case_id,
            CaseClock.case_no,
            CaseClock.item_code,
            CaseClock.department_code,
            CaseClock.town_code,
            CaseClock.received_at,
            CaseClock.promised_due_at,
            case((CaseClock.clock_stopped_at <= as_of, CaseClock.clock_stopped_at)).label(
                "clock_stopped_at"
            ),
        )
        .where(*where)
        .order_by(CaseClock.received_at, CaseClock.case_id)
        .limit(limit)
        .offset(offset)
    )
    total = connection.scalar(select(func.count(CaseClock.case_id)).where(*where)) or 0
    return Listing(total, pd.read_sql_query(statement, connection))


def _received(scope: Scope, as_of: datetime, whole: bool) -> list[ColumnElement[bool]]:
    received = CaseClock.received_at
    bounds = [received <= as_of]
    if not whole:
        bounds += [
            received >= start_of(scope.period.first),
            received < start_after(scope.period.last),
        ]
    return [*within(scope, CaseClock), *bounds]
