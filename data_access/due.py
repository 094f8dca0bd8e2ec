"""What falls due: how many limits end on each of the next days, and of which cases."""

from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, union_all

from data_access.calendar import load_calendar
from data_access.days import day_of, start_of
from data_access.figures import Listing
from data_access.measures.kinds import begun
from data_access.schema import CaseClock
from data_access.schema.base import LocalTime, table_of
from data_access.scoping import within_few
from data_access.warnings import stage_of
from supervision.scope import Scope
from supervision.working_days import ONE_DAY

CLOCK = table_of(CaseClock).c
DAYS_AHEAD = 10
LIMITS: dict[str, ColumnElement[Any]] = {
    "promised": CLOCK.promised_due_at,
    "statutory": CLOCK.statutory_due_at,
}
DUE_COLUMNS = (
    "case_id",
    "case_no",
    "item_code",
    "department_code",
    "town_code",
    "accepted_at",
    "stage",
    "limit",
    "due_at",
    "is_provisional",
)


def falling_due(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day, from today to the tenth working day.

    Columns: day, kind, promised, statutory, is_provisional (in a year without a calendar).

    Cases whose clock still runs and whose promised (statutory) limit ends that day; kind is the
    calendar's (working, make_up, weekend, holiday). Days off are rows too: natural-day limits end
    on them.
    """
    calendar = load_calendar(connection)
    today = as_of.date()
    first_counts = calendar.is_working(today)
    last = calendar.add(today, DAYS_AHEAD - 1 if first_counts else DAYS_AHEAD)
    counts = {
        name: _ending(connection, scope, as_of, moment, last) for name, moment in LIMITS.items()
    }
    rows = [
        (
            entry.day,
            entry.kind,
            counts["promised"].get(entry.day, 0),
            counts["statutory"].get(entry.day, 0),
            calendar.is_provisional(entry.day),
        )
        for entry in calendar.days_between(today, last)
    ]
    columns = ["day", "kind", "promised", "statutory", "is_provisional"]
    return pd.DataFrame(rows, columns=columns)


def due_on(
    connection: Connection, scope: Scope, *, as_of: datetime, day: date, limit: int, offset: int = 0
) -> Listing:
    """The list behind a day of falling_due: its total is promised + statutory of that day.

    One row a limit that ends that day on a running clock, the statutory ones first, so a case of
    which both limits end stands twice. Columns: those of DUE_COLUMNS; limit is promised or
    statutory.
    """
    parts = [
        select(
            CLOCK.case_id,
            CLOCK.case_no,
            CLOCK.item_code,
            CLOCK.department_code,
            CLOCK.town_code,
            CLOCK.accepted_at,
            stage_of(as_of).label("stage"),
            literal(name).label("limit"),
            moment.label("due_at"),
            CLOCK.is_provisional,
        ).where(_ends_within(moment, as_of, day, day), _runs(as_of), *within_few(scope, CaseClock))
        for name, moment in LIMITS.items()
    ]
    both = union_all(*parts).subquery("due")
    total = connection.scalar(select(func.count()).select_from(both)) or 0
    statement = (
        select(both)
        .order_by(both.c.limit.desc(), both.c.department_code, both.c.case_no, both.c.case_id)
        .limit(limit)
        .offset(offset)
    )
    rows = connection.execute(statement).all()
    return Listing(total, pd.DataFrame(rows, columns=list(DUE_COLUMNS)))


def _ends_within(
    moment: ColumnElement[Any], as_of: datetime, first: date, last: date
) -> ColumnElement[bool]:
    """Whether a limit ends on one of the days and not before the moment."""
    return (moment >= max(as_of, start_of(first))) & (moment < start_of(last + ONE_DAY))


def _ending(
    connection: Connection,
    scope: Scope,
    as_of: datetime,
    moment: ColumnElement[Any],
    last: date,
) -> dict[date, int]:
    """Running clocks by the day on which their limit ends, from the moment to the last day."""
    day = day_of(moment).label("day")
    statement = (
        select(day, func.count().label("cases"))
        .where(_ends_within(moment, as_of, as_of.date(), last))
        .where(_runs(as_of), *within_few(scope, CaseClock))
        .group_by("day")
    )
    return {row.day: row.cases for row in connection.execute(statement)}


def _runs(as_of: datetime) -> ColumnElement[bool]:
    return begun(CLOCK.accepted_at, literal(as_of, LocalTime)) & or_(
        CaseClock.clock_stopped_at.is_(None), CaseClock.clock_stopped_at > as_of
    )
