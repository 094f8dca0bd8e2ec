"""Our verdict on time beside the one that the source system brought along."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
)

from data_access.days import start_after, start_of
from data_access.listing import Listing
from data_access.measures.case_flows import has_no_limit
from data_access.schema import CaseClock
from data_access.scoping import within
from supervision.scope import Scope

ON_TIME, LATE = "on_time", "late"
OPEN_WITHIN, OPEN_LATE = "open_within", "open_late"
NO_LIMIT, NOT_STARTED = "no_limit", "not_started"
OURS = (ON_TIME, LATE, OPEN_WITHIN, OPEN_LATE, NO_LIMIT, NOT_STARTED)
"""Every verdict of ours; the last two are states of their own, neither on time nor late."""
_BLANK = literal_column("''", String)
"""Written so that the partial index of cases with a verdict serves what differs from it."""
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
    received = _received(scope, as_of, whole)
    ours = our_verdict(as_of).label("ours")
    judged = (
        select(CaseClock.source_code, CaseClock.source_verdict, ours)
        .where(*received, CaseClock.source_code.in_(_speaking(connection)))
        .subquery()
    )
    key = (judged.c.source_code, judged.c.source_verdict, judged.c.ours)
    statement = select(*key, func.count().label("cases")).group_by(*key).order_by(*key)
    frame = pd.read_sql(statement, connection)
    speaking = frame.loc[frame["source_verdict"] != "", "source_code"].unique()
    return frame[frame["source_code"].isin(speaking)].reset_index(drop=True)


def _speaking(connection: Connection) -> list[str]:
    """The sources that ever gave a verdict: one step along the index for each of them."""
    first = select(func.min(CaseClock.source_code)).where(CaseClock.source_verdict != _BLANK)
    found = first.cte("speaking", recursive=True)
    code = found.c[0]
    after = first.where(CaseClock.source_code > code).scalar_subquery()
    found = found.union_all(select(after).where(code.is_not(None)))
    return [code for code in connection.scalars(select(found)) if code is not None]


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
    promised_due_at, clock_stopped_at.
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
            CaseClock.clock_stopped_at,
        )
        .where(*where)
        .order_by(CaseClock.received_at, CaseClock.case_id)
        .limit(limit)
        .offset(offset)
    )
    total = connection.scalar(select(func.count(CaseClock.case_id)).where(*where)) or 0
    return Listing(total, pd.read_sql(statement, connection))


def _received(scope: Scope, as_of: datetime, whole: bool) -> list[ColumnElement[bool]]:
    received = CaseClock.received_at
    bounds = [received <= as_of]
    if not whole:
        bounds += [
            received >= start_of(scope.period.first),
            received < start_after(scope.period.last),
        ]
    return [*within(scope, CaseClock), *bounds]
