"""The four stages of the flow: how much stands at each, how long, and how it shines."""

from datetime import date, datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select

from data_access.calendar import load_calendar
from data_access.open_set.following import open_set
from data_access.open_set.seconds import A_DAY, START, Array
from data_access.open_set.stages import CLOSED, STAGES, entered_at, stage_of
from data_access.open_set.stocks import worst_lights
from data_access.recent import Recent
from data_access.schema import ProcedureStep
from supervision.findings import LIGHTS, Level
from supervision.scope import Scope
from supervision.working_days import ONE_DAY, WorkingCalendar

LAWFUL_LIMITS = {"accept": 5, "deliver": 10}
"""Working days, where no item declares one: Administrative Licensing Law, articles 32 and 44."""


EVERY_LIGHT = len(STAGES) * len(Level)


class Stage(NamedTuple):
    """A stage at a moment.

    red, yellow and soon are its cases by their worst open light; stay_days is the median of the
    working days that its cases have been in it, limit_days that of the limits that items declare
    for it, else the law's; None where there is none.
    """

    stage: str
    cases: int
    red: int
    yellow: int
    soon: int
    normal: int
    stay_days: int | None
    limit_days: int | None


def stages(connection: Connection, scope: Scope, *, as_of: datetime) -> list[Stage]:
    """Every stage in the order of the flow, also where it is empty."""
    known = open_set(connection, as_of)
    standing = known.standing(as_of)
    cases = known.within(scope, standing.cases)
    at_stage = stage_of(cases, standing.second)
    at_stage[cases["received_at"] > standing.second] = CLOSED  # at none yet, and not counted
    lights = worst_lights(known, standing)[cases.places]
    by_light = np.bincount(at_stage * np.int8(len(Level)) + lights, minlength=EVERY_LIGHT)
    counts = by_light[:EVERY_LIGHT].reshape(len(STAGES), len(Level))
    entered = entered_at(cases, standing.second)
    calendar, limits = load_calendar(connection), _recent_limits(connection)
    red, yellow, soon = (counts[:, light.rank].tolist() for light in reversed(LIGHTS))
    return [
        Stage(
            name,
            int(counts[n].sum()),
            red[n],
            yellow[n],
            soon[n],
            int(counts[n, 0]),
            _median_stay(calendar, entered[at_stage == n], as_of.date()),
            limits.get(name, LAWFUL_LIMITS.get(name)),
        )
        for n, name in enumerate(STAGES)
    ]


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


_recent_limits = Recent(_declared_limits)


def _median_stay(calendar: WorkingCalendar, entered: Array, today: date) -> int | None:
    """The lower of the two middle stays: it began on the later of the two middle days.

    Days keep the order of their seconds, so only the second in the middle is made a day.
    """
    if not len(entered):
        return None
    middle = len(entered) // 2
    day = START.date() + int(np.partition(entered, middle)[middle]) // A_DAY * ONE_DAY
    return calendar.count(day, today)


def _median(counts: dict[int, int]) -> int:
    """The middle value, the lower of the two middle ones."""
    middle = (sum(counts.values()) - 1) // 2
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > middle:
            return value
    raise ValueError("nothing has no middle")
