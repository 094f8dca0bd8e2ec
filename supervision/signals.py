"""A public signal, and its limit: its own, or the law's for petitions and reconsiderations."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from supervision.working_days import END_OF_DAY

LIMIT_DAYS = {"petition": 60, "reconsideration": 60}
"""Natural days (Regulations on petitions; Administrative Reconsideration Law, article 62)."""
LONGEST_EXTENSION = 30
PLURALS = {
    "petition": "petitions",
    "hotline": "hotlines",
    "discipline_report": "discipline_reports",
    "reconsideration": "reconsiderations",
    "lawsuit": "lawsuits",
    "audit_problem": "audit_problems",
}
"""What the measures of a kind of signal begin with."""
CORRECTED = ("revoked", "changed", "declared_unlawful")
"""Outcomes of a reconsideration that say the department was wrong."""
RECTIFIED = "rectified"


@dataclass(frozen=True, slots=True)
class Signal:
    """A public signal, and when those happened before that its rules look at."""

    kind: str
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    outcome: str
    petitions_before: tuple[datetime, ...] = ()
    """Earlier petitions of the same enterprise about the same subject."""
    losses_before: tuple[datetime, ...] = ()
    """Earlier losses of the same department about the same subject."""

    @property
    def lost_at(self) -> datetime | None:
        """When the department was corrected, or lost in court."""
        return self.answered_at if is_loss(self.kind, self.outcome) else None

    @property
    def settled_at(self) -> datetime | None:
        """When it was done: an audit problem only when it is put right in full."""
        is_done = self.kind != "audit_problem" or self.outcome == RECTIFIED
        return self.answered_at if is_done else None


def is_loss(kind: str, outcome: str) -> bool:
    """Whether a reconsideration corrected the department, or a court decided against it."""
    if kind == "reconsideration":
        return outcome in CORRECTED
    return kind == "lawsuit" and outcome == "lost"


def due_of(
    kind: str, received_at: datetime, extended_days: int, own: datetime | None
) -> datetime | None:
    """The last second of the limit; the source's own stands; None where there is no limit."""
    if own is not None or kind not in LIMIT_DAYS:
        return own
    days = LIMIT_DAYS[kind] + min(max(extended_days, 0), LONGEST_EXTENSION)
    return datetime.combine(received_at.date() + timedelta(days=days), END_OF_DAY)
