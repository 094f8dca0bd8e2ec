"""What is going wrong now, where in the flow, with whom, and what falls due next.

Every question here reads only what is open at the moment, by index; its cost follows the open set,
not what is stored. Predicates of stages and cards are those of the measures of the same names.
"""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from data_access.calendar import load_calendar
from data_access.days import start_of, unindexed
from data_access.figures import figures
from data_access.schema import Finding
from data_access.schema.base import table_of
from data_access.scoping import within, within_few
from data_access.warnings import APPROVAL, is_open
from supervision.scope import Scope
from supervision.working_days import ONE_DAY

FLOWS = ("received", "closed", "closed_timed", "closed_late")
NEWEST = 10
FOUND = table_of(Finding).c
NEWS = (
    FOUND.finding_id,
    FOUND.subject_id.label("case_id"),
    FOUND.subject_no.label("case_no"),
    FOUND.level,
    FOUND.rule,
    FOUND.item_code,
    FOUND.department_code,
    FOUND.occurs_at,
)
MOST_RED = 500


def cards(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department, town and level with open findings.

    Columns: department_code, town_code, level, cards.
    """
    statement = (
        select(
            unindexed(FOUND.department_code).label("department_code"),
            Finding.town_code,
            Finding.level,
            func.count().label("cards"),
        )
        .where(is_open(as_of), *within_few(scope, Finding))
        .group_by(unindexed(FOUND.department_code), Finding.town_code, Finding.level)
        .order_by("department_code", Finding.town_code, Finding.level)
    )
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=["department_code", "town_code", "level", "cards"])


def newest(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """The ten newest findings above a hint, latest first, also those that have ended since.

    Columns: finding_id, case_id, case_no, level, rule, item_code, department_code, occurs_at.
    """
    statement = (
        select(*NEWS)
        .where(*_stands(as_of), Finding.level != "hint", *within(scope, Finding))
        .order_by(Finding.occurs_at.desc(), Finding.level_rank.desc(), Finding.finding_id)
        .limit(NEWEST)
    )
    return _frame(connection, statement)


def open_red(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """The open red cards, latest first, 500 at most; columns as newest."""
    statement = (
        select(*NEWS)
        .where(is_open(as_of), Finding.level == "red", *within_few(scope, Finding))
        .order_by(unindexed(FOUND.occurs_at).desc(), Finding.finding_id)
        .limit(MOST_RED)
    )
    return _frame(connection, statement)


def found_today(connection: Connection, scope: Scope, *, as_of: datetime) -> int:
    """How many findings above a hint have occurred since midnight, the withdrawn left out."""
    statement = select(func.count()).where(
        Finding.occurs_at >= start_of(as_of.date()),
        *_stands(as_of),
        Finding.level != "hint",
        *within_few(scope, Finding),
    )
    return connection.scalar(statement) or 0


def by_day(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day of the scope's period that has begun.

    Columns: day (a date), received, closed, closed_timed, closed_late, is_working.
    """
    calendar = load_calendar(connection)
    frame = figures(connection, scope, FLOWS, as_of=as_of, by="day")
    frame["day"] = pd.Series([day.date() for day in frame["day"]], dtype="object")
    return frame.assign(is_working=[calendar.is_working(day) for day in frame["day"]])


def days_off(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a run of days off within the scope's period: start, end (excluded), holiday."""
    del as_of
    calendar = load_calendar(connection)
    rows: list[list[object]] = []
    for entry in calendar.days_between(scope.period.first, scope.period.last):
        if entry.is_working:
            continue
        is_holiday = entry.kind == "holiday"
        if rows and rows[-1][1] == entry.day and rows[-1][2] == is_holiday:
            rows[-1][1] = entry.day + ONE_DAY
        else:
            rows.append([entry.day, entry.day + ONE_DAY, is_holiday])
    return pd.DataFrame(rows, columns=["start", "end", "holiday"])


def _frame(connection: Connection, statement: Select[Any]) -> pd.DataFrame:
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=[column.key for column in NEWS])


def _stands(as_of: datetime) -> list[ColumnElement[bool]]:
    """Has occurred, and was not withdrawn."""
    return [
        Finding.line == APPROVAL,
        Finding.occurs_at <= as_of,
        or_(Finding.withdrawn_at.is_(None), Finding.withdrawn_at > as_of),
    ]
