"""An appeal as its source reported it, with every step of it: plain facts, no verdict."""

from dataclasses import dataclass, field
from datetime import datetime

UNITS = ("hour", "working_hour", "working_day", "natural_day")
WITHOUT_RESULT = frozenset({"withdrawn", "not_accepted"})
"""Outcomes that resolve nothing and deny nothing: nobody is called back about them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit; hours are of the clock on the wall, working hours of an open office."""

    amount: int
    unit: str = "working_day"

    @property
    def is_in_days(self) -> bool:
        """Whether it ends with the last second of a day."""
        return self.unit in ("working_day", "natural_day")


@dataclass(frozen=True, slots=True)
class AppealClass:
    """The limits that a class of appeals has; what has no limit is not waited for.

    An unknown class has an empty code and no limits.
    """

    code: str = ""
    sign: Limit | None = None
    contact: Limit | None = None
    reply: Limit | None = None
    close: Limit | None = None
    redo: Limit | None = None


@dataclass(slots=True)
class Act:
    """One step of the loop as it happened."""

    number: int
    kind: str
    happened_at: datetime
    department: str = ""
    officer: str = ""
    result: str = ""


@dataclass(slots=True)
class Appeal:
    """One appeal; the times are the source's own and stand where no step of that kind does."""

    appeal_id: str
    requested_at: datetime
    accepted_at: datetime | None = None
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    expected_at: datetime | None = None
    called_back_at: datetime | None = None
    enterprise_verdict: str = ""
    satisfaction: int | None = None
    verified_at: datetime | None = None
    department: str = ""
    officer: str = ""
    enterprise: str = ""
    appeal_class: AppealClass = field(default_factory=AppealClass)
    steps: list[Act] = field(default_factory=list)
    same_subject_at: tuple[datetime, ...] = ()
    """When the same enterprise made other appeals of the same category."""
    enterprise_at: tuple[datetime, ...] = ()
    """When the same enterprise made other appeals of any category."""
    theme_others: int = 0
    """Other enterprises with an appeal of this category in the thirty days before."""


_COLUMNS = (
    ("accept", "accepted_at"),
    ("dispatch", "dispatched_at"),
    ("sign", "signed_at"),
    ("contact", "contacted_at"),
    ("reply", "replied_at"),
    ("answer", "answered_at"),
    ("close", "closed_at"),
    ("call_back", "called_back_at"),
    ("verify", "verified_at"),
)
_BEGINNING = 3
_BEHIND = 1_000_000


def acts_of(appeal: Appeal) -> list[Act]:
    """Every act in order of time: the steps, and the appeal's own times where a kind has none."""
    told = {step.kind for step in appeal.steps}
    acts = list(appeal.steps)
    for place, (kind, column) in enumerate(_COLUMNS):
        moment = getattr(appeal, column)
        if moment is not None and kind not in told:
            # at one moment, the beginning comes before the steps and the end behind them
            number = place - _BEHIND if place < _BEGINNING else place + _BEHIND
            acts.append(Act(number, kind, moment, appeal.department, appeal.officer))
    return sorted(acts, key=lambda act: (act.happened_at, act.number))
