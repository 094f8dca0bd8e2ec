"""What projects have to do with: chains of the cases, and some of the appeals, that are there."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from sqlalchemy import Connection, String, cast, func, select, update

from data_access.schema import Appeal, ApprovalCase, Project, ProjectYear, ServiceItem

STAGES = {
    "land_use": ("development_reform", "planning"),
    "planning_permit": ("planning", "environment"),
    "construction_permit": ("construction", "fire_rescue", "water", "greening"),
}
LOOKED_AT = 12
"""How many of the next cases of a stage are looked at before one is taken."""
ABOUT_WORKS = (
    *("land_supply", "plan_change", "building_permit", "final_acceptance"),
    *("power_supply", "drainage", "roads"),
)
"""Categories of appeals of which some are about a key project."""
NAMES_A_PROJECT = 0.08
TALKED_ABOUT = timedelta(days=200)
"""So long before its planned start a project is spoken of."""
PARALLEL_SHARE, HURRIED_SHARE = 0.55, 0.5


@dataclass
class CasePool:
    """Cases by stage, in order of receipt, each to be taken once."""

    received: dict[str, list[str]] = field(default_factory=dict)
    cases: dict[str, list[tuple[str, str, str | None]]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, connection: Connection) -> "CasePool":
        """Committed cases of the departments that projects go to, with readable receipts."""
        pool = cls()
        for stage, departments in STAGES.items():
            rows = connection.execute(
                select(
                    cast(ApprovalCase.received_at, String),
                    ApprovalCase.case_id,
                    cast(ApprovalCase.closed_at, String),
                )
                .join(ServiceItem, ServiceItem.item_code == ApprovalCase.item_code)
                .where(
                    ApprovalCase.department_code.in_(departments),
                    ServiceItem.case_kind == "committed",
                    ApprovalCase.received_at.is_not(None),
                )
                .order_by(ApprovalCase.received_at, ApprovalCase.case_id)
            ).all()
            pool.cases[stage] = [(received, case_id, closed) for received, case_id, closed in rows]
            pool.received[stage] = [received for received, _, _ in rows]
        return pool

    def take(
        self, rng: np.random.Generator, stage: str, since: datetime
    ) -> tuple[str, datetime, datetime | None] | None:
        """A case received not long after a moment: its id, receipt and closing."""
        first = bisect_left(self.received[stage], str(since))
        ahead = [
            one for one in self.cases[stage][first : first + LOOKED_AT] if one[1] not in self.taken
        ]
        if not ahead:
            return None
        received, case_id, closed = ahead[int(rng.integers(0, min(len(ahead), 3)))]
        begun, ended = _moment(received), _moment(closed)
        if begun is None or begun > since + timedelta(days=60):
            return None
        self.taken.add(case_id)
        return case_id, begun, ended


def link_cases(
    rng: np.random.Generator,
    pool: CasePool,
    project_id: str,
    start: date,
    add: Callable[..., None],
) -> datetime | None:
    """Link a chain of cases before the start; the receipt of the first, if there is one."""
    since = datetime.combine(start - timedelta(days=int(rng.integers(110, 260))), time(9))
    first: datetime | None = None
    group = 0
    for stage in STAGES:
        in_parallel = int(rng.integers(2, 4)) if rng.random() < PARALLEL_SHARE else 1
        group += in_parallel > 1
        ends: list[datetime | None] = []
        for _ in range(in_parallel):
            taken = pool.take(rng, stage, since)
            if taken is None:
                continue
            case_id, begun, ended = taken
            first = min(first, begun) if first else begun
            ends.append(ended)
            add(
                "project_case",
                project_id=project_id,
                case_id=case_id,
                stage=stage,
                group_no=group if in_parallel > 1 else None,
            )
        if None in ends:  # the next stage waits for what is still open
            break
        last = max((end for end in ends if end), default=since + timedelta(days=20))
        pause = rng.integers(0, 3) if rng.random() < HURRIED_SHARE else rng.integers(3, 25)
        since = last + timedelta(days=int(pause), hours=1)
    return first


def link_appeals(connection: Connection, rng: np.random.Generator) -> None:
    """Let some appeals about works name a project of their town that was under way then."""
    begun = func.min(ProjectYear.planned_start_on).label("begun")
    known = (
        select(Project.project_id, Project.town_code, begun, Project.completed_on)
        .join(ProjectYear, ProjectYear.project_id == Project.project_id)
        .where(Project.cancelled_on.is_(None))
        .group_by(Project.project_id, Project.town_code, Project.completed_on)
        .order_by(Project.project_id)
    )
    projects = [row for row in connection.execute(known) if row.begun]
    asked = (
        select(Appeal.appeal_id, Appeal.town_code, cast(Appeal.requested_at, String))
        .where(Appeal.category_code.in_(ABOUT_WORKS))
        .order_by(Appeal.appeal_id)
    )
    for appeal_id, town, text in connection.execute(asked).all():
        day, luck = _moment(text), rng.random()
        if day is None or luck >= NAMES_A_PROJECT:
            continue
        of_town = [
            row.project_id
            for row in projects
            if row.town_code == town
            and row.begun - TALKED_ABOUT <= day.date()
            and (row.completed_on is None or day.date() <= row.completed_on)
        ]
        if of_town:
            named = of_town[int(luck / NAMES_A_PROJECT * len(of_town))]
            one = update(Appeal).where(Appeal.appeal_id == appeal_id)
            connection.execute(one.values(project_id=named))


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
