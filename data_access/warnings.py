"""The open findings, worst first: the list behind every card on the screens."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from data_access.calendar import load_calendar
from data_access.days import unindexed
from data_access.masking import mask_name
from data_access.measures.kinds import begun
from data_access.schema import CaseClock, Finding
from data_access.schema.base import LocalTime, table_of
from data_access.scoping import within_few
from supervision.findings import LIGHTS
from supervision.scope import Scope
from supervision.working_days import WorkingCalendar

APPROVAL = "approval"
LIGHT_LEVELS = tuple(level.value for level in reversed(LIGHTS))
"""Worst first: red, yellow, soon."""
WAITING: dict[str, tuple[timedelta, timedelta]] = {
    "day": (timedelta(), timedelta(days=1)),
    "week": (timedelta(days=1), timedelta(days=7)),
    "month": (timedelta(days=7), timedelta(days=31)),
    "longer": (timedelta(days=31), timedelta(days=36_500)),
}
"""How long a finding has been open: from (included) to (excluded)."""
LISTED = (
    "finding_id",
    "case_id",
    "case_no",
    "level",
    "rule",
    "item_code",
    "department_code",
    "town_code",
    "stage",
    "officer",
    "occurs_at",
    "due_at",
)


@dataclass(frozen=True)
class Narrowed:
    """What narrows the list beside the scope; empty means everything."""

    level: str = ""
    rule: str = ""
    stage: str = ""
    waiting: str = ""
    officer: str = ""
    search: str = ""


def is_open(as_of: datetime) -> ColumnElement[bool]:
    """Whether a finding has occurred, has not ended and was not withdrawn at the moment."""
    return and_(
        Finding.line == APPROVAL,
        begun(table_of(Finding).c.occurs_at, literal(as_of, LocalTime)),
        or_(Finding.ends_at.is_(None), Finding.ends_at > as_of),
        or_(Finding.withdrawn_at.is_(None), Finding.withdrawn_at > as_of),
    )


def stage_of(as_of: datetime) -> ColumnElement[str]:
    """Where a case stands at the moment: accept, review, approve, deliver or closed."""
    clock = table_of(CaseClock).c
    return case(
        (clock.closed_at <= as_of, "closed"),
        (or_(clock.accepted_at.is_(None), clock.accepted_at > as_of), "accept"),
        (clock.decided_at <= as_of, "deliver"),
        (clock.reviewed_at <= as_of, "approve"),
        else_="review",
    )


def listed(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    narrowed: Narrowed,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """One row an open finding, worst first: the gravest level, then the limit longest past.

    Columns: those of LISTED, and days, the working days left until the limit (negative when it is
    past, empty where there is none). Officers are masked.
    """
    statement = (
        _narrow(_findings(scope, as_of), connection, scope, as_of, narrowed)
        .add_columns(
            Finding.finding_id,
            Finding.subject_id.label("case_id"),
            Finding.subject_no.label("case_no"),
            Finding.level,
            Finding.rule,
            Finding.item_code,
            Finding.department_code,
            Finding.town_code,
            stage_of(as_of).label("stage"),
            Finding.officer,
            Finding.occurs_at,
            Finding.due_at,
        )
        .order_by(
            Finding.level_rank.desc(),
            Finding.due_at.is_(None),
            Finding.due_at,
            Finding.occurs_at,
            Finding.finding_id,
        )
        .limit(limit)
        .offset(offset)
    )
    rows = [row._asdict() for row in connection.execute(statement)]
    frame = pd.DataFrame(rows, columns=list(LISTED))
    if not scope.sees_personal_data:
        frame["officer"] = frame["officer"].map(mask_name, na_action="ignore")
    calendar = load_calendar(connection)
    days = [days_left(calendar, row["due_at"], as_of) for row in rows]
    return frame.assign(days=pd.Series(days, dtype="Int64"))


def counted(
    connection: Connection, scope: Scope, *, as_of: datetime, narrowed: Narrowed
) -> pd.DataFrame:
    """One row a level with open findings, the gravest first: level, findings, days.

    `days` is the working days since the limit longest past, as a negative number, or until the
    nearest one; empty where no finding of the level has a limit. The level that is narrowed to
    does not narrow the counts: they are what one may choose from.
    """
    others = replace(narrowed, level="")
    statement = (
        _narrow(_findings(scope, as_of), connection, scope, as_of, others)
        .add_columns(
            Finding.level,
            func.count().label("findings"),
            func.min(Finding.due_at).label("first_due_at"),
        )
        .group_by(Finding.level, Finding.level_rank)
        .order_by(Finding.level_rank.desc())
    )
    rows = connection.execute(statement).all()
    calendar = load_calendar(connection)
    days = [days_left(calendar, row.first_due_at, as_of) for row in rows]
    frame = pd.DataFrame([row[:2] for row in rows], columns=["level", "findings"])
    return frame.assign(days=pd.Series(days, dtype="Int64"))


def officers(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row an officer with open findings, the most burdened first.

    Columns: officer (a code, which stands in addresses instead of the name), name (masked),
    department_code, findings.
    """
    frame = pd.DataFrame(
        [
            (officer_code(department, name), name, department, findings)
            for department, name, findings in _officers(connection, scope, as_of)
        ],
        columns=["officer", "name", "department_code", "findings"],
    )
    if not scope.sees_personal_data:
        frame["name"] = frame["name"].map(mask_name)
    return frame


def officer_code(department_code: str, name: str) -> str:
    """What stands for an officer in an address: no name, and the same on every day."""
    return hashlib.sha256(f"{department_code}|{name}".encode()).hexdigest()[:12]


def days_left(calendar: WorkingCalendar, due_at: datetime | None, as_of: datetime) -> int | None:
    """Working days until the limit; negative once it is past, None where there is none."""
    if due_at is None:
        return None
    if due_at < as_of:
        return -calendar.count(due_at.date(), as_of.date())
    return calendar.count(as_of.date(), due_at.date())


def _findings(scope: Scope, as_of: datetime) -> Select[()]:
    clock = and_(CaseClock.case_id == Finding.subject_id, Finding.line == APPROVAL)
    return (
        select()
        .select_from(Finding)
        .outerjoin(CaseClock, clock)
        .where(is_open(as_of), *within_few(scope, Finding))
    )


def _narrow(
    statement: Select[()],
    connection: Connection,
    scope: Scope,
    as_of: datetime,
    narrowed: Narrowed,
) -> Select[()]:
    if narrowed.level:
        statement = statement.where(Finding.level == narrowed.level)
    if narrowed.rule:
        statement = statement.where(Finding.rule == narrowed.rule)
    if narrowed.stage:
        statement = statement.where(stage_of(as_of) == narrowed.stage)
    if narrowed.waiting in WAITING:
        youngest, oldest = WAITING[narrowed.waiting]
        statement = statement.where(
            Finding.occurs_at <= as_of - youngest, Finding.occurs_at > as_of - oldest
        )
    if narrowed.search:
        found = func.lower(Finding.subject_no).contains(narrowed.search.lower(), autoescape=True)
        statement = statement.where(found)
    if narrowed.officer:
        statement = statement.where(_is_officer(connection, scope, as_of, narrowed.officer))
    return statement


def _is_officer(
    connection: Connection, scope: Scope, as_of: datetime, code: str
) -> ColumnElement[bool]:
    known = [
        and_(Finding.department_code == department, Finding.officer == name)
        for department, name, _ in _officers(connection, scope, as_of)
        if officer_code(department, name) == code
    ]
    return or_(false(), *known)


def _officers(connection: Connection, scope: Scope, as_of: datetime) -> list[tuple[str, str, int]]:
    department = unindexed(table_of(Finding).c.department_code)
    statement = (
        select(department, Finding.officer, func.count())
        .where(is_open(as_of), *within_few(scope, Finding))
        .where(Finding.officer.is_not(None), Finding.officer != "")
        .group_by(department, Finding.officer)
        .order_by(func.count().desc(), department, Finding.officer)
    )
    return [(row[0], row[1] or "", row[2]) for row in connection.execute(statement)]
