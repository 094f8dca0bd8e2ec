"""Rules about orders: left unsigned, unanswered, overdue, urged in vain, reported untruly.

While it is the supervisor's turn no clock runs against the department.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from supervision.clocks import ONE_SECOND, Limits
from supervision.findings import Finding, Level
from supervision.light import Light, lights
from supervision.orders.clocks import OrderClocks
from supervision.orders.facts import Order
from supervision.orders.ladder import Action, Party, State
from supervision.rules.rule import Rule, day
from supervision.spans import FOREVER, Span
from supervision.words import N_

YELLOW_DAYS, RED_DAYS = 3, 5
"""Working days past the limit of an answer after which it turns yellow, and red."""
CIRCULATED_AFTER_DAYS = 5


@dataclass(slots=True)
class ClockedOrder:
    """An order with its clocks, and the numbers in force for its rules."""

    order: Order
    clocks: OrderClocks
    limits: Limits
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def later(self, moment: datetime, rule: str, name: str, default: int) -> datetime:
        """So many working days after a limit, as a rule has them."""
        days = int(self.thresholds.get(f"{rule}.{name}", default))
        return self.limits.calendar.due_at(moment.date(), days)

    def with_department(self, since: datetime, until: datetime | None = None) -> Iterator[Span]:
        """The stretches between two moments in which it is the department's turn."""
        last = until or FOREVER
        spans: list[Span] = []
        for stay in self.clocks.stays:
            if stay.party is Party.DEPARTMENT:
                if spans and spans[-1][1] == stay.since:
                    spans[-1] = (spans[-1][0], stay.until)
                else:
                    spans.append((stay.since, stay.until))
        for begin, end in spans:
            first, past = max(begin, since), min(end or FOREVER, last)
            if first < past:
                yield first, None if past == FOREVER else past


def due_soon(c: ClockedOrder) -> Iterator[Finding]:
    """Not done, and the last day is near."""
    due_at = c.clocks.due_at
    past = due_at + ONE_SECOND
    for episode, (since, until) in enumerate(c.with_department(c.clocks.soon_at, past), 1):
        yield _found("W60", Level.HINT, since, until, due_at, episode)


def not_signed(c: ClockedOrder) -> Iterator[Finding]:
    """The department has not signed for it in time."""
    first, due_at = c.clocks.stays[0], c.clocks.sign_due_at
    if first.state is State.ISSUED and (first.until is None or first.until > due_at):
        yield _found("W61", Level.SOON, due_at + ONE_SECOND, first.until, due_at, 1)


def overdue(c: ClockedOrder) -> Iterator[Finding]:
    """Past the last day, and not done."""
    due_at = c.clocks.due_at
    for episode, (since, until) in enumerate(c.with_department(due_at + ONE_SECOND), 1):
        yield _found("W62", Level.RED, since, until, due_at, episode)


def not_answered(c: ClockedOrder) -> Iterator[Finding]:
    """Past the limit of an answer: a warning, then yellow, then red."""
    for answer in c.clocks.answers:
        steps = (
            (Level.SOON, answer.due_at),
            (Level.YELLOW, c.later(answer.due_at, "W63", "yellow_days", YELLOW_DAYS)),
            (Level.RED, c.later(answer.due_at, "W63", "red_days", RED_DAYS)),
        )
        for level, moment in steps:
            if answer.ended_at is None or answer.ended_at > moment:
                since = moment + ONE_SECOND
                yield _found("W63", level, since, answer.ended_at, answer.due_at, answer.number)


def urged_in_vain(c: ClockedOrder) -> Iterator[Finding]:
    """Overdue for so long that it is to be made known to all."""
    due_at = c.clocks.due_at
    last = c.later(due_at, "W64", "days", CIRCULATED_AFTER_DAYS)
    for episode, (since, until) in enumerate(c.with_department(last + ONE_SECOND), 1):
        card = _found("W64", Level.ORDER, since, until, due_at, episode)
        urged = sum(e.action is Action.URGE and e.at < since for e in c.order.entries)
        card.evidence = {"due": day(due_at), "urged": urged}
        yield card


def untrue(c: ClockedOrder) -> Iterator[Finding]:
    """The review found that what was reported is not so; open until a review passes it."""
    settled = (State.VERIFIED, State.CLOSED, State.WITHDRAWN)
    for entry in c.order.entries:
        if entry.action is Action.REFUTE:
            until = next((s.since for s in c.clocks.stays if s.state in settled), None)
            reported = max(
                e.at
                for e in c.order.entries
                if e.action in (Action.ANSWER, Action.REPORT) and e.number < entry.number
            )
            yield Finding(
                "W65",
                Level.RED,
                entry.at,
                until,
                episode=entry.number,
                evidence={"reported": day(reported)},
            )


def findings_of(clocked: ClockedOrder) -> list[Finding]:
    """What the rules find in one order, past and to come, in the order of the rules."""
    return [finding for rule in RULES.values() for finding in rule.check(clocked)]


def light_of(order: Order, findings: Iterable[Finding]) -> list[Light]:
    """Red while something of it is past, yellow while something is near or waits; until it ends."""
    return lights(findings, order.issued_at, order.ended_at, _light)


def _light(level: Level) -> str:
    return "red" if level.rank >= Level.RED.rank else "yellow"


def _found(
    rule: str,
    level: Level,
    since: datetime,
    until: datetime | None,
    due_at: datetime,
    episode: int,
) -> Finding:
    evidence: dict[str, str | int | float] = {"due": day(due_at)}
    return Finding(rule, level, since, until, due_at, episode, evidence=evidence)


_PRACTICE = N_("督办“三色”递进制度")

RULES: dict[str, Rule[ClockedOrder]] = {
    rule.code: rule
    for rule in (
        Rule(
            "W60",
            N_("督办单临期"),
            N_("应于 {due} 前办结"),
            _PRACTICE,
            (Level.HINT,),
            due_soon,
        ),
        Rule(
            "W61",
            N_("督办单未签收"),
            N_("应于 {due} 前签收"),
            _PRACTICE,
            (Level.SOON,),
            not_signed,
        ),
        Rule(
            "W62",
            N_("督办单逾期"),
            N_("应于 {due} 前办结，逾期未办结"),
            _PRACTICE,
            (Level.RED,),
            overdue,
        ),
        Rule(
            "W63",
            N_("督办单未反馈"),
            N_("应于 {due} 前反馈"),
            _PRACTICE,
            (Level.SOON, Level.YELLOW, Level.RED),
            not_answered,
        ),
        Rule(
            "W64",
            N_("督办逾期应予通报"),
            N_("{due} 到期，催办 {urged} 次，仍未办结"),
            N_("督办催办、通报制度"),
            (Level.ORDER,),
            urged_in_vain,
        ),
        Rule(
            "W65",
            N_("复核不实"),
            N_("{reported} 报告的情况经复核不属实"),
            N_("督查“调查复核”制度"),
            (Level.RED,),
            untrue,
        ),
    )
}
"""By code, in the order in which an order passes them."""
