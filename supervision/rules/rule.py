"""What a rule is: its words, and a small pure function from a clocked case to findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from supervision.cases import Case, Step
from supervision.clocks import ONE_SECOND, Clocks, Limits
from supervision.findings import Finding, Level

ANSWER_DAYS = 10
"""Working days that a card about an act stays open after it is found, or until the case closes."""


@dataclass(frozen=True)
class StepRule:
    """A declared rule about steps: `first` and `second` are kinds or codes of steps."""

    number: str
    form: str
    first: str
    second: str = ""
    item_code: str = ""
    level: Level = Level.YELLOW
    sentence: str = ""
    article: str = ""


@dataclass(slots=True)
class Clocked:
    """A case with its clocks, and what rules need beside them."""

    case: Case
    clocks: Clocks
    limits: Limits
    thresholds: Mapping[str, float] = field(default_factory=dict)
    step_rules: tuple[StepRule, ...] = ()

    def threshold(self, rule: str, name: str, default: float) -> float:
        """The number in force for a rule."""
        return self.thresholds.get(f"{rule}.{name}", default)

    @property
    def known_from(self) -> datetime | None:
        """Since when it is known that the limits of a deemed acceptance run; None without one.

        They run from the receipt, and may end before the days of acceptance do: a card about them
        occurs when the acceptance is deemed, for until then nobody could know it.
        """
        return self.clocks.accepted_at if self.clocks.is_deemed_accepted else None

    def answered_by(self, occurs_at: datetime) -> datetime | None:
        """When a card about an act that cannot be undone ends."""
        closed = self.case.closed_at
        if closed is None:
            return None
        answer = self.limits.calendar.due_at(occurs_at.date(), ANSWER_DAYS) + ONE_SECOND
        return max(closed, answer)


Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """A rule: Chinese words (translated where shown), its source, its levels, its function.

    The sentence is filled with the evidence of the finding.
    """

    code: str
    title: str
    sentence: str
    law: str
    levels: tuple[Level, ...]
    check: Callable[[Subject], Iterable[Finding]]
    version: str = "2026-11-01"


def nothing(_: Clocked) -> Iterator[Finding]:
    """For rules that are found elsewhere: by comparison with what stood before, or by calendar."""
    yield from ()


def act(
    case: Clocked,
    rule: str,
    level: Level,
    occurs_at: datetime,
    step: Step | None = None,
    episode: int = 1,
    **evidence: str | int | float,
) -> Finding:
    """A finding about an act that cannot be undone."""
    return Finding(
        rule,
        level,
        occurs_at,
        case.answered_by(occurs_at),
        episode=episode,
        step_code=step.code if step else "",
        officer=(step.officer if step else "") or case.case.officer,
        evidence=evidence,
    )


def overdue(
    case: Clocked,
    rule: str,
    level: Level,
    due_at: datetime | None,
    stopped_at: datetime | None,
    step: Step | None = None,
    episode: int = 1,
    known_from: datetime | None = None,
    **evidence: str | int | float,
) -> Iterator[Finding]:
    """A finding from the second after a limit until its clock stops; none if it stops in time.

    It occurs later where the limit was not known to run before `known_from`.
    """
    if due_at is None or (stopped_at is not None and stopped_at <= due_at):
        return
    occurs_at = max(due_at + ONE_SECOND, known_from or due_at)
    yield Finding(
        rule,
        level,
        occurs_at,
        stopped_at,
        due_at,
        episode,
        step.code if step else "",
        (step.officer if step else "") or case.case.officer,
        {"due_on": day(due_at), **evidence},
    )


def day(moment: datetime) -> str:
    """The day of a moment, for evidence."""
    return moment.date().isoformat()


def minute(moment: datetime) -> datetime:
    """The moment cut to its minute."""
    return moment - timedelta(seconds=moment.second)
