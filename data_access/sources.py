"""The health of the data: which business systems write, and since when one of them is silent."""

from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, case, func, literal, null, select

from data_access.calendar import load_calendar
from data_access.days import unindexed
from data_access.schema.base import LocalTime, table_of
from data_access.schema.contract import ApprovalCase, DataSource
from data_access.schema.derived import CaseClock
from supervision.scope import Scope
from supervision.working_days import WorkingCalendar

LOOK_BACK = timedelta(days=14)
"""How far back a sign of life is looked for: longer than any run of days off."""
OFFICE_HOURS = (time(9, 0), time(17, 0))


def health(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a data source: source_code, name, name_en, expected_every_minutes, last_at, is_late.

    `last_at` is the last receipt or closing not after `as_of`, None when there was none in a
    fortnight. A source is late when more working minutes have passed since than it declares;
    nights and days off do not count.
    """
    del scope  # health is everybody's business
    calendar = load_calendar(connection)
    rows = []
    for *source, received_at, closed_at in connection.execute(_signs(as_of)):
        last_at = max((sign for sign in (received_at, closed_at) if sign), default=None)
        silent = silent_minutes(calendar, last_at or as_of - LOOK_BACK, as_of)
        expected = source[-1]
        is_late = expected is not None and silent > expected
        rows.append((*source, last_at, is_late))
    return pd.DataFrame(
        rows,
        columns=[
            "source_code",
            "name",
            "name_en",
            "expected_every_minutes",
            "last_at",
            "is_late",
        ],
    )


def has_cases(connection: Connection) -> bool:
    """Whether any business system has written a case yet."""
    return connection.scalar(select(ApprovalCase.case_id).limit(1)) is not None


def silent_minutes(calendar: WorkingCalendar, since: datetime, until: datetime) -> float:
    """Minutes of office hours on working days between two moments."""
    total = timedelta()
    for entry in calendar.days_between(since.date(), until.date()):
        if entry.is_working:
            opens, closes = (datetime.combine(entry.day, hour) for hour in OFFICE_HOURS)
            total += max(min(closes, until) - max(opens, since), timedelta())
    return total.total_seconds() / 60


def _signs(as_of: datetime) -> Select[Any]:
    """One row a source, its newest receipt, and the newest closing after it, if any.

    The receipt is one step along an index. Closings are walked down from the moment to the receipt,
    few where a source is alive: an index of sources would find all that a source ever closed. A
    source that never wrote a case (of another line, or not connected yet) is asked for none.
    """
    clock = table_of(CaseClock).c
    source = DataSource.source_code
    began = as_of - LOOK_BACK

    def of_source(*columns: Any) -> Select[Any]:  # noqa: ANN401
        return select(*columns).where(clock.source_code == source).correlate(DataSource)

    received = (
        of_source(func.max(clock.received_at))
        .where(clock.received_at > began, clock.received_at <= as_of)
        .scalar_subquery()
    )
    closed = (
        select(clock.closed_at)
        .where(clock.closed_at > func.coalesce(received, literal(began, LocalTime)))
        .where(clock.closed_at <= as_of, unindexed(clock.source_code) == source)
        .order_by(clock.closed_at.desc())
        .limit(1)
        .correlate(DataSource)
        .scalar_subquery()
    )
    wrote = of_source(literal(1)).exists()
    declared = (DataSource.name, DataSource.name_en, DataSource.expected_every_minutes)
    return select(source, *declared, received, case((wrote, closed), else_=null())).order_by(source)
