"""What the rules of projects look at, and the shapes that several of them share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from supervision.clocks import Limits
from supervision.findings import Finding, Level
from supervision.projects.chain import Link, chain_of
from supervision.projects.facts import Project
from supervision.projects.plan import Standing, standings
from supervision.rules.rule import ANSWER_DAYS

ONE_SECOND = timedelta(seconds=1)
Evidence = dict[str, str | int | float]


@dataclass
class Tracked:
    """A project with its calendar and the thresholds in force."""

    project: Project
    limits: Limits
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, rule: str, name: str, default: float) -> float:
        """The number in force for a rule."""
        return self.thresholds.get(f"{rule}.{name}", default)

    @cached_property
    def standings(self) -> list[Standing]:
        """Every monthly report while it is the newest."""
        return standings(self.project)

    @cached_property
    def chain(self) -> list[Link]:
        """The steps of approval and the waits between them."""
        return chain_of(self.project, self.limits.calendar)

    def answered_by(self, occurs_at: datetime, settled_at: datetime | None) -> datetime | None:
        """When a finding about an act that cannot be undone ends; open until what it is about is.

        `settled_at` is when that was; the answer has ten working days at least.
        """
        end = settled_at or self.project.ended_at
        if end is None:
            return None
        answer = self.limits.calendar.due_at(occurs_at.date(), ANSWER_DAYS) + ONE_SECOND
        return max(end, answer)


def light_by_reports(
    t: Tracked,
    rule: str,
    levels: Sequence[tuple[Level | None, Evidence]],
) -> Iterator[Finding]:
    """One finding a run of reports of the same level, from the first of them until it changes.

    `levels` holds one entry a report: its level, none where all is well, and its evidence.
    """
    episode, opened = 0, None
    for (level, evidence), standing in zip(levels, t.standings, strict=True):
        if opened and opened.level == level:
            opened.ends_at = standing.until
            continue
        opened = None
        if level is not None:
            episode += 1
            opened = Finding(
                rule, level, standing.since, standing.until, episode=episode, evidence=evidence
            )
            yield opened
