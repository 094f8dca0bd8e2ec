"""The audit of special procedures: who pauses, how near to the due date, and with what notice."""

from collections.abc import Mapping, Sequence
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
from supervision.working_days import WorkingCalendar

WITHOUT_NOTICE = "without_notice"
COUNTED = [f"begun_{name}" for name in (*SPANS, WITHOUT_NOTICE)]
KINDS: Mapping[str, Sequence[str]] = {
    "": SPANS,
    "near": NEAR,
    WITHOUT_NOTICE: (WITHOUT_NOTICE,),
    **{span: (span,) for span in SPANS},
}
"""What a list may be about: all, those begun near the due date, without notice, or of one span."""
ZERO: ColumnElement[int] = literal_column("0")
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
    about: str = "",
    limit: int,
    offset: int = 0,
) -> Listing:
    """A page of the special procedures behind a number of `pause_counts`.

    Columns: case_id, case_no, department_code, item_code, kind, started_at, ended_at (if by then),
    due_at, days_left (working days, empty without a due date), has_notice. `about` is one of KINDS.
    Those of the case that was closed last come first.
    """
    kinds = KINDS[about]
    numbers = figures(connection, scope, [f"begun_{kind}" for kind in kinds], as_of=as_of)
    shown = _shown(connection, scope, as_of, kinds, limit, offset)
    dialect, calendar = connection.dialect.name, load_calendar(connection)
    pauses: dict[str, list[list[Any]]] = {case_id: [] for case_id in shown}
    keys = {"keys": as_parameter(shown, dialect)}
    for row in connection.execute(_pauses(dialect), keys).mappings():
        if listed := _listed(row, kinds, as_of, calendar):
            pauses[row["case_id"]].append(listed)
    rows = [row for case_id, part in shown.items() for row in pauses[case_id][part]]
    frame = pd.DataFrame(rows, columns=LISTED)
    moments = ["started_at", "ended_at", "due_at"]
    frame[moments] = frame[moments].astype("datetime64[us]")
    frame["days_left"] = frame["days_left"].astype("Int64")
    return Listing(int(numbers.iloc[0].sum()), frame)


def _shown(
    connection: Connection,
    scope: Scope,
    as_of: datetime,
    kinds: Sequence[str],
    limit: int,
    offset: int,
) -> dict[str, slice]:
    """The cases whose pauses stand on the page, and which of the pauses that their clocks count.

    So a case of which rows and clock do not agree yet moves no row of another one.
    """
    pauses: ColumnElement[int] = sum((clock[f"pauses_{kind}"] for kind in kinds), ZERO)
    statement = (
        select(clock.case_id, pauses)
        .where(
            MEASURES["closed_by_decision"].condition(),
            clock.closed_at >= start_of(scope.period.first),
            clock.closed_at < start_after(scope.period.last),
            clock.closed_at <= as_of,
            *_have_any(kinds),
            *within(scope, CaseClock),
        )
        .order_by(clock.closed_at.desc(), clock.case_id)
        .limit(offset + limit)
    )
    shown: dict[str, slice] = {}
    passed = 0
    for case_id, number in connection.execute(statement):
        first, past = max(offset - passed, 0), min(offset + limit - passed, number)
        if first < past:
            shown[case_id] = slice(first, past)
        passed += number
    return shown


def _have_any(kinds: Sequence[str]) -> list[ColumnElement[bool]]:
    """The cases that have such a pause, few among all: literally as their partial indexes say."""
    if set(kinds) <= set(NEAR):
        few = or_(*(clock[f"pauses_{span}"] > ZERO for span in NEAR))
    else:
        few = clock.pause_count > ZERO
    return [few, or_(*(clock[f"pauses_{kind}"] > 0 for kind in kinds))]


def _pauses(dialect: str) -> Select[*tuple[Any, ...]]:
    """Every pause of some cases; its own times are text, as their sources wrote them."""
    return (
        select(
            CaseClock.case_id,
            CaseClock.case_no,
            CaseClock.department_code,
            CaseClock.item_code,
            CasePause.kind,
            CaseClock.promised_raw_due_at.label("due_at"),
            cast(CasePause.started_at, String).label("started_at"),
            cast(CasePause.ended_at, String).label("ended_at"),
            func.coalesce(CasePause.notice_no, "").label("notice_no"),
        )
        .join(CasePause, CasePause.case_id == CaseClock.case_id)
        .where(is_among(clock.case_id, dialect))
        .order_by(CasePause.pause_no)
    )


def _listed(
    row: Mapping[Any, Any], kinds: Sequence[str], as_of: datetime, calendar: WorkingCalendar
) -> list[Any] | None:
    """The pause as the list shows it; None where the list is not about it."""
    started_at, ended_at = _moment(row["started_at"]), _moment(row["ended_at"])
    if started_at is None or (ended_at is not None and ended_at < started_at):
        return None  # a fault, which no clock counts
    left = days_left(calendar, started_at.date(), row["due_at"])
    has_notice = row["notice_no"] != ""
    is_of = {span_of(left, started_at, row["due_at"]), "" if has_notice else WITHOUT_NOTICE}
    if is_of.isdisjoint(kinds):
        return None
    by_then = None if ended_at is None or ended_at > as_of else ended_at
    told = {
        **row,
        "started_at": started_at,
        "ended_at": by_then,
        "days_left": left,
        "has_notice": has_notice,
    }
    return [told[name] for name in LISTED]


def _moment(text: str | None) -> datetime | None:
    """A time that evaluation too could read; None for what it made a fault of."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if moment.tzinfo else moment.replace(microsecond=0)
