"""The audit of special procedures: who pauses, how near to the due date, and with what notice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, String, and_, cast, func, or_, select

from data_access.calendar import load_calendar
from data_access.days import start_after, start_of
from data_access.figures import figures
from data_access.measures import MEASURES
from data_access.measures.tables import case as clock
from data_access.schema import CaseClock, CasePause
from data_access.scoping import within
from supervision.pausing import NEAR, SPANS, days_left, span_of
from supervision.scope import Scope

COUNTED = [f"begun_{name}" for name in (*SPANS, "without_notice")]
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


@dataclass(frozen=True)
class Pausing:
    """One special procedure of a decided case."""

    case_id: str
    case_no: str
    department_code: str
    item_code: str
    kind: str
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    days_left: int | None
    span: str
    has_notice: bool


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
) -> pd.DataFrame:
    """One row a special procedure behind a number of `pause_counts`, the nearest first.

    Columns: case_id, case_no, department_code, item_code, kind, started_at, ended_at, due_at,
    days_left (working days, empty without a due date), has_notice. `span` is one of SPANS or
    "near" for those of NEAR.
    """
    wanted = NEAR if span == "near" else (span,) if span else SPANS
    rows = [
        tuple(getattr(pausing, name) for name in LISTED)
        for pausing in _pauses(connection, scope, as_of, _chosen(wanted, without_notice))
        if pausing.span in wanted and not (without_notice and pausing.has_notice)
    ]
    frame = pd.DataFrame(rows, columns=LISTED)
    moments = ["started_at", "ended_at", "due_at"]
    frame[moments] = frame[moments].astype("datetime64[us]")
    frame["days_left"] = frame["days_left"].astype("Int64")
    return frame.sort_values(["days_left", "case_no", "started_at"], ignore_index=True)


def _chosen(spans: Sequence[str], without_notice: bool) -> ColumnElement[bool]:
    """The cases that have such a pause: few where the pauses are."""
    has_span = or_(*(clock[f"pauses_{span}"] > 0 for span in spans))
    return and_(has_span, clock.pauses_without_notice > 0) if without_notice else has_span


def _pauses(
    connection: Connection, scope: Scope, as_of: datetime, chosen: ColumnElement[bool]
) -> Iterator[Pausing]:
    """Every pause of the decided cases of the period; the source's own times, read as text."""
    statement = (
        select(
            CaseClock.case_id,
            CaseClock.case_no,
            CaseClock.department_code,
            CaseClock.item_code,
            CaseClock.promised_raw_due_at,
            CasePause.kind,
            cast(CasePause.started_at, String).label("started_at"),
            cast(CasePause.ended_at, String).label("ended_at"),
            func.coalesce(CasePause.notice_no, "").label("notice_no"),
        )
        .join(CasePause, CasePause.case_id == CaseClock.case_id)
        .where(
            MEASURES["closed_with_pause"].condition(),
            clock.closed_at >= start_of(scope.period.first),
            clock.closed_at < start_after(scope.period.last),
            clock.closed_at <= as_of,
            chosen,
            *within(scope, CaseClock),
        )
        .order_by(CaseClock.case_id, CasePause.pause_no)
    )
    calendar = load_calendar(connection)
    for row in connection.execute(statement):
        started_at, due_at = _moment(row.started_at), row.promised_raw_due_at
        if started_at is not None:
            yield Pausing(
                row.case_id,
                row.case_no,
                row.department_code,
                row.item_code,
                row.kind,
                started_at,
                _moment(row.ended_at),
                due_at,
                days_left(calendar, started_at.date(), due_at),
                span_of(calendar, started_at, due_at),
                row.notice_no != "",
            )


def _moment(text: str | None) -> datetime | None:
    """A time that evaluation too could read; None for what it made a fault of."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if moment.tzinfo else moment.replace(microsecond=0)
