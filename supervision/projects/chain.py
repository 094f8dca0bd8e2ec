"""The chain of approvals of a project: time inside each step and between steps, and whose it is.

Days are working days. A day belongs to what was under way after the day before it: the day of a
beginning is day 0. Where cases run side by side a day counts once, for the office if any of them
lies with an office, else for the enterprise, else for a special procedure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from supervision.projects.facts import BEFORE_START, LinkedCase, Project
from supervision.spans import FOREVER, Span, first_of
from supervision.working_days import WorkingCalendar, merge


class Owner(StrEnum):
    """With whom time lies; the order is who answers for a day that several share."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    SPECIAL = "special"
    NOBODY = "nobody"


@dataclass(slots=True)
class Link:
    """A stretch of the chain: a step, which is a case or a group of parallel ones, or a wait.

    `days` says whose time it was, each day of the project once; `total_days` is its own length.
    Both are empty while it lasts, unless asked for as of a moment.
    """

    cases: tuple[LinkedCase, ...]
    since: datetime
    until: datetime | None
    stage: str = ""
    before: "Link | None" = None
    after: "Link | None" = None
    total_days: int | None = None
    days: dict[Owner, int] | None = None
    parallel_cases: int = 0
    parallel_expected: int = 0

    @property
    def is_wait(self) -> bool:
        """Whether it is time between steps."""
        return not self.cases


@dataclass(slots=True)
class _Run:
    """Days of one case, from the first (included) to the last (excluded), as numbers."""

    first: int
    past: int
    held: list[tuple[int, int, Owner]] = field(default_factory=list)

    def owner(self, day: int) -> Owner:
        return next((who for first, past, who in self.held if first <= day < past), _OFFICE)


_OFFICE = Owner.GOVERNMENT
_OWNERS = list(Owner)
_NEVER = date.max.toordinal()


def chain_of(
    project: Project, calendar: WorkingCalendar, as_of: datetime | None = None
) -> list[Link]:
    """The steps and waits of a project in order of time; as known at a moment, if one is given."""
    cases = [one for one in project.cases if as_of is None or begun_at(one) <= as_of]
    steps = _steps(cases, as_of)
    links = _with_waits(project, steps, as_of)
    _count(links, calendar, as_of)
    return links


def begun_at(linked: LinkedCase) -> datetime:
    """When its time began: with the online check before it, or with its receipt."""
    return linked.case.precheck_submitted_at or linked.case.received_at


def approved_at(project: Project) -> datetime | None:
    """When all approvals before the start were through, the construction permit among them."""
    before = [one for one in project.cases if one.stage in BEFORE_START]
    ends = [one.case.closed_at for one in before]
    if not any(one.stage == BEFORE_START[-1] for one in before) or None in ends:
        return None
    return max(end for end in ends if end)


def longest_wait(links: Iterable[Link]) -> Link | None:
    """The longest time between two steps; the first of equal ones."""
    waits = [link for link in links if link.is_wait and link.total_days]
    return max(waits, key=lambda link: link.total_days or 0, default=None)


def _steps(cases: Sequence[LinkedCase], as_of: datetime | None) -> list[Link]:
    """One link a group of parallel cases, and one a case outside groups, in order of beginning."""
    groups: dict[str, list[LinkedCase]] = {}
    for one in sorted(cases, key=lambda one: (begun_at(one), one.case.case_id)):
        key = one.case.case_id if one.group is None else f"#{one.group}"
        groups.setdefault(key, []).append(one)
    return [_step(members, as_of) for members in groups.values()]


def _step(members: list[LinkedCase], as_of: datetime | None) -> Link:
    spans = [_span(one, as_of) for one in members]
    ends = [end for _, end in spans]
    return Link(
        tuple(members),
        min(start for start, _ in spans),
        None if None in ends else max(end for end in ends if end),
        members[0].stage,
        parallel_cases=_overlapping(spans) if len(spans) > 1 else 0,
        parallel_expected=len(spans) if len(spans) > 1 else 0,
    )


def _span(linked: LinkedCase, as_of: datetime | None) -> Span:
    end = linked.case.closed_at
    return begun_at(linked), None if end and as_of and end > as_of else end


def _overlapping(spans: Sequence[Span]) -> int:
    """How many of them share some time with another."""
    return sum(
        any(
            one[0] < (other[1] or FOREVER) and other[0] < (one[1] or FOREVER)
            for place, other in enumerate(spans)
            if place != own
        )
        for own, one in enumerate(spans)
    )


def _with_waits(project: Project, steps: list[Link], as_of: datetime | None) -> list[Link]:
    links: list[Link] = []
    last: Link | None = None
    for step in steps:
        if last and last.until and last.until < step.since:
            links.append(Link((), last.until, step.since, step.stage, last, step))
        links.append(step)
        if last is None or (last.until and (step.until is None or step.until > last.until)):
            last = step
    wait = _wait_at_the_end(project, last, as_of) if last else None
    return [*links, wait] if wait else links


def _wait_at_the_end(project: Project, last: Link, as_of: datetime | None) -> Link | None:
    """After a step that another stage before the start must follow; until start or giving up."""
    if last.until is None or last.stage not in BEFORE_START[:-1]:
        return None
    end = first_of(project.started_at, project.ended_at)
    if end and end <= last.until:
        return None
    if end and as_of and end > as_of:
        end = None
    stage = BEFORE_START[BEFORE_START.index(last.stage) + 1]
    return Link((), last.until, end, stage, last)


def _count(links: list[Link], calendar: WorkingCalendar, as_of: datetime | None) -> None:
    """Give every link its length, and every day of the project to one link and one owner."""
    stop = as_of.toordinal() + 1 if as_of else _NEVER
    runs = [(place, _run(one, stop)) for place, link in enumerate(links) for one in link.cases]
    edges = {edge for _, run in runs for edge in (run.first, run.past)}
    edges |= {edge for _, run in runs for held in run.held for edge in held[:2]}
    known = sorted(edge for edge in edges if edge < _NEVER)
    shared: list[dict[Owner, int]] = [{} for _ in links]
    for first, past in pairwise(known):
        active = [(place, run) for place, run in runs if run.first <= first < run.past]
        if active:
            owner = min((run.owner(first) for _, run in active), key=_OWNERS.index)
            days = shared[min(place for place, _ in active)]
            days[owner] = days.get(owner, 0) + _working(calendar, first, past)
    for link, days in zip(links, shared, strict=True):
        until = link.until or as_of
        if until is None:
            continue
        link.total_days = calendar.count(link.since.date(), until.date())
        link.days = {Owner.NOBODY: link.total_days} if link.is_wait else days


def _run(linked: LinkedCase, stop: int) -> _Run:
    """The days of a case, and those that lie with the enterprise or in a special procedure.

    As with limits, the day on which something begins to be held up is out, the one on which it
    goes on counts for the office again.
    """
    case, pauses = linked.case, linked.clocks.pauses
    end = min(case.closed_at.toordinal() + 1 if case.closed_at else _NEVER, stop)
    run = _Run(begun_at(linked).toordinal() + 1, end)
    asked = [(notice.notified_at, notice.replied_at) for notice in case.corrections]
    if case.precheck_submitted_at:
        answered = case.precheck_answered_at or case.received_at
        asked.append((min(answered, case.received_at), case.received_at))
    waiting = merge((since.date(), until.date() if until else date.max) for since, until in asked)
    stopped = [(first, past) for first, past in pauses.runs]
    if pauses.open_from:
        stopped.append((pauses.open_from, date.max))
    for days, owner in ((waiting, Owner.ENTERPRISE), (stopped, Owner.SPECIAL)):
        run.held += [
            (max(first.toordinal(), run.first), min(past.toordinal(), end), owner)
            for first, past in days
            if max(first.toordinal(), run.first) < min(past.toordinal(), end)
        ]
    return run


def _working(calendar: WorkingCalendar, first: int, past: int) -> int:
    return calendar.count(date.fromordinal(first - 1), date.fromordinal(past - 1))
