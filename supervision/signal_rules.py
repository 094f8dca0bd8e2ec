"""Rules about public signals: limits near and past, lost cases, petitions that come again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from supervision.clocks import ONE_SECOND, Limits
from supervision.findings import Finding, Level
from supervision.rules.rule import ANSWER_DAYS, Rule, day
from supervision.signals import Signal
from supervision.words import N_

NEAR_DAYS = 5
AGAIN_DAYS = 90
LOSSES, LOSS_DAYS = 2, 365
"""Natural days, all of them."""
LOST = {
    "revoked": N_("行政复议撤销"),
    "changed": N_("行政复议变更"),
    "declared_unlawful": N_("行政复议确认违法"),
    "lost": N_("行政诉讼败诉"),
}


@dataclass(slots=True)
class ClockedSignal:
    """A signal, and the numbers in force for its rules."""

    signal: Signal
    limits: Limits
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, rule: str, name: str, default: float) -> int:
        """The number in force for a rule."""
        return int(self.thresholds.get(f"{rule}.{name}", default))

    def answered_by(self, moment: datetime) -> datetime:
        """When a finding about an act that nothing settles ends: ten working days are to answer."""
        return self.limits.calendar.due_at(moment.date(), ANSWER_DAYS) + ONE_SECOND


def near_or_past_limit(c: ClockedSignal) -> Iterator[Finding]:
    """A warning from five days before the limit, a yellow card after it; audits have W113."""
    signal = c.signal
    if signal.due_at is None:
        return
    days = timedelta(days=c.threshold("W110", "days", NEAR_DAYS))
    near = max(datetime.combine(signal.due_at.date() - days, time()), signal.received_at)
    answered, past = signal.answered_at, signal.due_at + ONE_SECOND
    evidence: dict[str, str | int | float] = {"due": day(signal.due_at)}
    if near <= signal.due_at and (answered is None or answered > near):
        ends = past if answered is None else min(answered, past)
        yield Finding("W110", Level.SOON, near, ends, signal.due_at, evidence=evidence)
    if signal.kind != "audit_problem" and (answered is None or answered > signal.due_at):
        begins = max(past, signal.received_at)
        yield Finding("W110", Level.YELLOW, begins, answered, signal.due_at, evidence=evidence)


def lost_or_corrected(c: ClockedSignal) -> Iterator[Finding]:
    """The department was corrected in reconsideration, or lost in court."""
    moment = c.signal.lost_at
    if moment is not None:
        evidence: dict[str, str | int | float] = {
            "decided": day(moment),
            "outcome": LOST[c.signal.outcome],
        }
        ends = c.answered_by(moment)
        yield Finding("W111", Level.ORDER, moment, ends, evidence=evidence)


def petition_again(c: ClockedSignal) -> Iterator[Finding]:
    """The same enterprise petitions about the same subject within ninety days."""
    signal, days = c.signal, c.threshold("W112", "days", AGAIN_DAYS)
    since = signal.received_at - timedelta(days=days)
    times = sum(since <= before <= signal.received_at for before in signal.petitions_before)
    if signal.kind == "petition" and times:
        yield Finding(
            "W112",
            Level.SOON,
            signal.received_at,
            signal.answered_at,
            evidence={"days": days, "times": times + 1},
        )


def not_rectified(c: ClockedSignal) -> Iterator[Finding]:
    """An audit problem is past its day and not put right in full."""
    signal = c.signal
    if signal.kind != "audit_problem" or signal.due_at is None:
        return
    settled, occurs_at = signal.settled_at, max(signal.due_at + ONE_SECOND, signal.received_at)
    if settled is not None and settled <= signal.due_at:
        return
    if settled is None and signal.answered_at is not None:  # closed without being put right
        settled = c.answered_by(max(signal.answered_at, occurs_at))
    evidence: dict[str, str | int | float] = {"due": day(signal.due_at)}
    yield Finding("W113", Level.ORDER, occurs_at, settled, signal.due_at, evidence=evidence)


def lost_again(c: ClockedSignal) -> Iterator[Finding]:
    """The second loss of a department about the same subject within a year, and each after it."""
    moment = c.signal.lost_at
    if moment is None:
        return
    days = c.threshold("W114", "days", LOSS_DAYS)
    since = moment - timedelta(days=days)
    number = sum(since <= before <= moment for before in c.signal.losses_before) + 1
    if number >= c.threshold("W114", "losses", LOSSES):
        evidence: dict[str, str | int | float] = {"days": days, "number": number}
        ends = c.answered_by(moment)
        yield Finding("W114", Level.ORDER, moment, ends, evidence=evidence)


def findings_of(clocked: ClockedSignal) -> list[Finding]:
    """What the rules find in one signal, past and to come, in the order of the rules."""
    return [finding for rule in RULES.values() for finding in rule.check(clocked)]


RULES: dict[str, Rule[ClockedSignal]] = {
    rule.code: rule
    for rule in (
        Rule(
            "W110",
            N_("外部监督事项临期、超期"),
            N_("应于 {due} 前办结"),
            N_("《信访工作条例》、《行政复议法》第六十二条规定的期限，或来源自定期限"),
            (Level.SOON, Level.YELLOW),
            near_or_past_limit,
        ),
        Rule(
            "W111",
            N_("败诉或被复议纠正"),
            N_("{decided} {outcome}"),
            N_("《行政复议法》、《行政诉讼法》"),
            (Level.ORDER,),
            lost_or_corrected,
        ),
        Rule(
            "W112",
            N_("重复信访"),
            N_("同一企业 {days} 日内就同一主题第 {times} 次信访"),
            N_("《信访工作条例》"),
            (Level.SOON,),
            petition_again,
        ),
        Rule(
            "W113",
            N_("审计问题逾期未整改"),
            N_("应于 {due} 前整改到位"),
            N_("《审计法》第五十二条"),
            (Level.ORDER,),
            not_rectified,
        ),
        Rule(
            "W114",
            N_("同一主题多次败诉或被纠正"),
            N_("{days} 日内同一部门同一主题第 {number} 次"),
            N_("行政应诉与复议工作通报制度"),
            (Level.ORDER,),
            lost_again,
        ),
    )
}
"""By code."""
