"""A key project as the responsible offices reported it: plain facts, no verdict.

Money is in yuan, progress in percent of the project, days are calendar days.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from supervision.cases import Case
from supervision.clocks import Clocks

START, COMPLETION = "start", "completion"
"""The two kinds of milestone on which the yearly lists stand."""

STAGES = ("land_use", "planning_permit", "construction_permit", "completion_acceptance")
"""The four stages of approval of a building project, in their order."""

BEFORE_START = STAGES[:3]

EARLIEST = datetime(1900, 1, 1)


@dataclass(slots=True)
class YearPlan:
    """What the list of a year says of a project."""

    year: int
    kind: str = ""
    planned_start_on: date | None = None
    planned_completion_on: date | None = None
    planned_investment: int | None = None
    planned_fund: int | None = None


@dataclass(slots=True)
class MonthReport:
    """What was reported of a month: money since the first of January, progress since the start."""

    year: int
    month: int
    reported_at: datetime
    planned_investment: int | None = None
    invested: int | None = None
    fund_paid: int | None = None
    progress_percent: float | None = None
    planned_percent: float | None = None


@dataclass(slots=True)
class PlanChange:
    """A request to move a milestone; it moves the plan when it is approved, from then on."""

    number: int
    changed_at: datetime
    to_on: date
    from_on: date | None = None
    reason: str = ""
    is_approved: bool | None = None


@dataclass(slots=True)
class Milestone:
    """A milestone with its first planned date and every request to move it, in order of time."""

    number: int
    kind: str
    planned_on: date | None = None
    reached_on: date | None = None
    stage: str = ""
    changes: list[PlanChange] = field(default_factory=list)


@dataclass(slots=True)
class ProjectPause:
    """A stretch in which a project lies still."""

    number: int
    started_on: date
    ended_on: date | None = None
    reason: str = ""
    next_step: str = ""
    noted_at: datetime | None = None


@dataclass(slots=True)
class Blocker:
    """Something that holds a project up, and the office that has to clear it away."""

    number: int
    kind: str
    raised_at: datetime
    department_code: str = ""
    promised_on: date | None = None
    closed_at: datetime | None = None


@dataclass(slots=True)
class EarlyService:
    """Help given before the formal application."""

    number: int
    kind: str
    served_at: datetime


@dataclass(slots=True)
class LinkedCase:
    """An approval of the project: the case itself with its clocks, linked and never copied."""

    case: Case
    clocks: Clocks
    stage: str = ""
    group: int | None = None
    median_days: float | None = None
    """How long the item usually takes, in the unit of its limits; none where too few are known."""
    department_code: str = ""


@dataclass(slots=True)
class Project:
    """One key project with everything that is known of it."""

    project_id: str
    started_on: date | None = None
    completed_on: date | None = None
    in_statistics_on: date | None = None
    cancelled_on: date | None = None
    created_at: datetime | None = None
    total_investment: int | None = None
    years: list[YearPlan] = field(default_factory=list)
    months: list[MonthReport] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    pauses: list[ProjectPause] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    services: list[EarlyService] = field(default_factory=list)
    cases: list[LinkedCase] = field(default_factory=list)

    @property
    def known_from(self) -> datetime:
        """Since when its plan is known: its first list, or the row itself if that is older."""
        listed = [datetime(plan.year, 1, 1) for plan in self.years]
        return min([*listed, *([self.created_at] if self.created_at else [])], default=EARLIEST)

    @property
    def started_at(self) -> datetime | None:
        """When work began."""
        return morning(self.started_on)

    @property
    def ended_at(self) -> datetime | None:
        """When it was completed or given up, whichever is known."""
        ends = [moment for moment in (self.completed_on, self.cancelled_on) if moment]
        return morning(min(ends)) if ends else None

    def plan_of(self, year: int) -> YearPlan | None:
        """What the list of a year says."""
        return next((plan for plan in self.years if plan.year == year), None)

    def milestone_of(self, kind: str) -> Milestone | None:
        """Its milestone of a kind, if one is declared."""
        return next((stone for stone in self.milestones if stone.kind == kind), None)


def morning(day: date | None) -> datetime | None:
    """The first second of a day."""
    return datetime.combine(day, time()) if day else None
