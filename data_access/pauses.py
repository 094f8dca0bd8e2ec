"""The audit of special procedures: who pauses, how near to the due date, and with what notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, String, cast, func, select

from data_access.calendar import load_calendar
from data_access.days import start_after, start_of
from data_access.measures import MEASURES
from data_access.measures.tables import case as clock
from data_access.schema import CaseClock, CasePause
from data_access.scoping import within
from supervision.scope import Scope
from supervision.working_days import WorkingCalendar

SPANS = ("over_10", "6_to_10", "3_to_5", "1_to_2", "due_day", "after_due", "no_due")
"""Working days from the start of a pause to the last day of the promise, nothing excluded."""
NEAR = ("1_to_2", "due_day")
"""A pause that begins so late may have been begun to save the promise."""
MOST_DAYS = {"due_day": 0, "1_to_2": 2, "3_to_5": 5, "6_to_10": 10}
COUNT_COLUMNS = ["department_code", "span", "has_notice", "pauses"]
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
    has_notice: bool

    @property
    def span(self) -> str:
        """How near to the due date it began."""
        if self.due_at is None or self.days_left is None:
            return "no_due"
        if self.started_at > self.due_at:
            return "after_due"
        return next((name for name, most in MOST_DAYS.items() if self.days_left <= most), "over_10")


def pause_counts(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department, span and notice: department_code, span, has_notice, pauses.

    Special procedures of the cases decided and closed in the period, the cases of the measure
    closed_with_pause; a pause whose start cannot be read is a fault and is not counted.
    """
    rows = [
        (pausing.department_code, pausing.span, pausing.has_notice)
        for pausing in _pauses(connection, scope, as_of)
    ]
    frame = pd.DataFrame(rows, columns=COUNT_COLUMNS[:-1])
    counts = frame.value_counts(sort=False).rename("pauses").reset_index()
    return counts.sort_values(COUNT_COLUMNS[:-1], ignore_index=True)


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
        for pausing in _pauses(connection, scope, as_of)
        if pausing.span in wanted and not (without_notice and pausing.has_notice)
    ]
    frame = pd.DataFrame(rows, columns=LISTED)
    moments = ["started_at", "ended_at", "due_at"]
    frame[moments] = frame[moments].astype("datetime64[us]")
    frame["days_left"] = frame["days_left"].astype("Int64")
    return frame.sort_values(["days_left", "case_no", "started_at"], ignore_index=True)


def _pauses(connection: Connection, scope: Scope, as_of: datetime) -> Iterator[Pausing]:
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
                _days_left(calendar, started_at.date(), due_at),
                row.notice_no != "",
            )


def _days_left(calendar: WorkingCalendar, started_on: date, due_at: datetime | None) -> int | None:
    if due_at is None:
        return None
    if started_on <= due_at.date():
        return calendar.count(started_on, due_at.date())
    return -calendar.count(due_at.date(), started_on)


def _moment(text: str | None) -> datetime | None:
    """A time that evaluation too could read; None for what it made a fault of."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if moment.tzinfo else moment.replace(microsecond=0)
