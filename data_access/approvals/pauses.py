"""The audit of special procedures: who pauses, how near to the due date, and with what notice."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from data_access.calendar import load_calendar
from data_access.days import start_after, start_of
from data_access.figures import Listing, figures
from data_access.many_keys import as_parameter, is_among
from data_access.measures import MEASURES
from data_access.measures.tables import case as clock
from data_access.schema import CaseClock, CasePause
from data_access.scoping import within
from supervision.pausing import NEAR, SPANS, days_left, span_of
from supervision.scope import Scope

COUNTED = [f"begun_{name}" for name in (*SPANS, "without_notice")]
Place = tuple[float, str, datetime, str, int]
"""What the list is sorted by: working days left, the number of the case, when it began; its key."""
ZERO: ColumnElement[int] = literal_column("0")
NO_DUE = math.inf
"""Days left where there is no due date: at the end of the list."""
LISTED = [
    "case_id",
    "case_no",
    "department_code",
    "item_code",
    "kind",
    "started_at",
    "ended_at",
    "due_at",
    "days_left",
    "has_notice",
]
LED_BY = LISTED.index("started_at")


def pause_counts(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department: department_code, a column for each of SPANS, without_notice.

    Special procedures of the cases decided and closed in the period, the cases of the measure
    closed_with_pause; a pause whose times cannot be read is a fault and is not counted.
    """
    counts = figures(connection, scope, COUNTED, as_of=as_of, by="department")
    names = {name: name.removeprefix("begun_") for name in COUNTED}
    frame = counts.rename(columns={"department": "department_code"} | names)
    return frame[frame[list(SPANS)].sum(axis=1) > 0].reset_index(drop=True)


def list_pauses(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    span: str = "",
    without_notice: bool = False,
    limit: int,
    offset: int = 0,
) -> Listing:
    """A page of the special procedures behind a number of `pause_counts`, the nearest first.

    Columns: case_id, case_no, department_code, item_code, kind, started_at, ended_at (if by then),
    due_at, days_left (working days, empty without a due date), has_notice. `span` is one of SPANS
    or "near" for those of NEAR.
    """
    wanted = NEAR if span == "near" else (span,) if span else SPANS
    found = sorted(_found(connection, scope, as_of, wanted, without_notice=without_notice))
    shown = {place[-2:]: place for place in found[offset : offset + limit]}
    rows = {}
    dialect = connection.dialect.name
    keys = {"keys": as_parameter({case_id for case_id, _ in shown}, dialect)}
    for row in connection.execute(_shown(dialect), keys):
        if place := shown.get((row.case_id, row.pause_no)):
            left = None if place[0] == NO_DUE else place[0]
            ended_at = _moment(row.ended_at)
            by_then = None if ended_at is None or ended_at > as_of else ended_at
            times = place[2], by_then, row.promised_raw_due_at
            rows[place] = (*row[:LED_BY], *times, left, row.notice_no != "")
    frame = pd.DataFrame([rows[place] for place in shown.values()], columns=LISTED)
    moments = ["started_at", "ended_at", "due_at"]
    frame[moments] = frame[moments].astype("datetime64[us]")
    frame["days_left"] = frame["days_left"].astype("Int64")
    return Listing(len(found), frame)


def _chosen(wanted: Sequence[str], without_notice: bool) -> list[ColumnElement[bool]]:
    """The cases that have such a pause, few among all: literally as their partial indexes say."""
    if set(wanted) <= set(NEAR):
        found = or_(*(clock[f"pauses_{span}"] > ZERO for span in NEAR))
    else:
        found = clock.pause_count > ZERO
    where = [found, or_(*(clock[f"pauses_{span}"] > 0 for span in wanted))]
    return [*where, clock.pauses_without_notice > 0] if without_notice else where


def _found(
    connection: Connection,
    scope: Scope,
    as_of: datetime,
    wanted: Sequence[str],
    *,
    without_notice: bool,
) -> Iterator[Place]:
    """Where each pause of the decided cases of the period stands in the list.

    Their own times are read as text, as their sources wrote them.
    """
    statement = (
        select(
            CaseClock.case_no,
            CaseClock.promised_raw_due_at,
            cast(CasePause.started_at, String),
            func.coalesce(CasePause.notice_no, ""),
            CaseClock.case_id,
            CasePause.pause_no,
        )
        .join(CasePause, CasePause.case_id == CaseClock.case_id)
        .where(
            MEASURES["closed_by_decision"].condition(),
            clock.closed_at >= start_of(scope.period.first),
            clock.closed_at < start_after(scope.period.last),
            clock.closed_at <= as_of,
            *_chosen(wanted, without_notice),
            *within(scope, CaseClock),
        )
    )
    calendar = load_calendar(connection)
    for case_no, due_at, started, notice_no, case_id, pause_no in connection.execute(statement):
        started_at = _moment(started)
        if started_at is None or (without_notice and notice_no != ""):
            continue
        left = days_left(calendar, started_at.date(), due_at)
        if span_of(left, started_at, due_at) in wanted:
            yield NO_DUE if left is None else left, case_no, started_at, case_id, pause_no


def _shown(dialect: str) -> Select[*tuple[Any, ...]]:
    """Every pause of these cases with the words and times that the list shows."""
    return (
        select(
            CaseClock.case_id,
            CaseClock.case_no,
            CaseClock.department_code,
            CaseClock.item_code,
            CasePause.kind,
            CasePause.pause_no,
            CaseClock.promised_raw_due_at,
            cast(CasePause.ended_at, String).label("ended_at"),
            func.coalesce(CasePause.notice_no, "").label("notice_no"),
        )
        .join(CasePause, CasePause.case_id == CaseClock.case_id)
        .where(is_among(clock.case_id, dialect))
    )


def _moment(text: str | None) -> datetime | None:
    """A time that evaluation too could read; None for what it made a fault of."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if moment.tzinfo else moment.replace(microsecond=0)
