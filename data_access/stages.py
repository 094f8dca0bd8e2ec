"""The four stages of the flow: how much stands at each, how long, and how it shines."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select

from data_access.calendar import load_calendar
from data_access.days import day_of, unindexed
from data_access.measures.kinds import begun
from data_access.schema import CaseClock, Finding, ProcedureStep
from data_access.schema.base import LocalTime, table_of
from data_access.scoping import within_few
from data_access.warnings import LIGHT_LEVELS, is_open, stage_of
from supervision.findings import LIGHTS
from supervision.scope import Scope
from supervision.working_days import WorkingCalendar

STAGES = ("accept", "review", "approve", "deliver")
LAWFUL_LIMITS = {"accept": 5, "deliver": 10}
"""Working days, where no item declares one: Administrative Licensing Law, articles 32 and 44."""


def stages(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a stage, in the order of the flow, also where it is empty.

    Columns: stage; cases; red, yellow, soon (cases by their worst open light) and normal;
    stay_days, the median of the working days that its cases have been in it (empty when there is
    none); limit_days, the median of the limits that items declare for it, else the law's.
    """
    calendar = load_calendar(connection)
    stays = _stays(connection, scope, as_of)
    lights = _lights(connection, scope, as_of)
    limits = _declared_limits(connection)
    rows = []
    for stage in STAGES:
        entered = stays.get(stage, {})
        total = sum(entered.values())
        lit = {level: lights.get((stage, level), 0) for level in LIGHT_LEVELS}
        rows.append(
            {
                "stage": stage,
                "cases": total,
                **lit,
                "normal": total - sum(lit.values()),
                "stay_days": _median_stay(calendar, entered, as_of.date()),
                "limit_days": limits.get(stage, LAWFUL_LIMITS.get(stage)),
            }
        )
    return pd.DataFrame(rows).astype({"stay_days": "Int64", "limit_days": "Int64"})


def _stays(connection: Connection, scope: Scope, as_of: datetime) -> dict[str, dict[date, int]]:
    """How many cases entered the stage in which they stand, by stage and day of entry."""
    clock = table_of(CaseClock).c
    stage = stage_of(as_of).label("stage")
    entered_at = case(
        (or_(clock.accepted_at.is_(None), clock.accepted_at > as_of), clock.received_at),
        (clock.decided_at <= as_of, clock.decided_at),
        (clock.reviewed_at <= as_of, clock.reviewed_at),
        else_=clock.accepted_at,
    )
    entered_on = day_of(entered_at).label("entered_on")
    statement = (
        select(stage, entered_on, func.count())
        .where(_is_in_hand(as_of), *within_few(scope, CaseClock))
        .group_by("stage", "entered_on")
    )
    found: dict[str, dict[date, int]] = {}
    for name, day, cases in connection.execute(statement):
        found.setdefault(name, {})[day] = cases
    return found


def _lights(connection: Connection, scope: Scope, as_of: datetime) -> dict[tuple[str, str], int]:
    """Cases in hand by stage and worst open light."""
    subject = unindexed(table_of(Finding).c.subject_id)
    worst = (
        select(subject.label("subject_id"), func.max(Finding.level_rank).label("rank"))
        .where(is_open(as_of), Finding.level.in_(LIGHT_LEVELS))
        .group_by(subject)
        .subquery("worst")
    )
    stage = stage_of(as_of).label("stage")
    statement = (
        select(stage, worst.c.rank, func.count())
        .select_from(worst)
        .join(CaseClock, CaseClock.case_id == worst.c.subject_id)
        .where(_is_in_hand(as_of), *within_few(scope, CaseClock))
        .group_by("stage", worst.c.rank)
    )
    levels = {level.rank: level.value for level in LIGHTS}
    return {(name, levels[rank]): cases for name, rank, cases in connection.execute(statement)}


def _is_in_hand(as_of: datetime) -> ColumnElement[bool]:
    """Received and not closed: what stands at one of the four stages."""
    return begun(table_of(CaseClock).c.received_at, literal(as_of, LocalTime)) & or_(
        CaseClock.closed_at.is_(None), CaseClock.closed_at > as_of
    )


def _declared_limits(connection: Connection) -> dict[str, int]:
    """The median limit in working days that items declare for a kind of step."""
    statement = (
        select(ProcedureStep.kind, ProcedureStep.limit_days, func.count())
        .where(ProcedureStep.limit_days.is_not(None), ProcedureStep.kind.in_(STAGES))
        .group_by(ProcedureStep.kind, ProcedureStep.limit_days)
    )
    found: dict[str, dict[int, int]] = {}
    for kind, limit, items in connection.execute(statement):
        found.setdefault(kind, {})[int(limit or 0)] = items
    return {kind: _median(limits) for kind, limits in found.items()}


def _median_stay(calendar: WorkingCalendar, entered: dict[date, int], today: date) -> int | None:
    stays: dict[int, int] = {}
    for day, cases in entered.items():
        days = calendar.count(day, today)
        stays[days] = stays.get(days, 0) + cases
    return _median(stays) if stays else None


def _median(counts: dict[int, int]) -> int:
    """The middle value, the lower of the two middle ones."""
    middle = (sum(counts.values()) - 1) // 2
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > middle:
            return value
    raise ValueError("nothing has no middle")
