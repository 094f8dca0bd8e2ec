"""Rules about appeals: what was left lying, passed around, closed on paper, or comes in crowds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from supervision.appeals.clocks import AppealClocks, RoundClock
from supervision.appeals.facts import WITHOUT_RESULT, Appeal
from supervision.appeals.loop import Stage
from supervision.clocks import ONE_SECOND, Limits
from supervision.findings import Finding, Level
from supervision.rules.rule import ANSWER_DAYS, Rule, day
from supervision.words import N_
from supervision.working_days import END_OF_DAY

URGED_FOR_DAYS = 5
RETURNS, CHANGES = 2, 3
CROWD, CROWD_DAYS = 3, 30
CALL_BACK_DAYS, ASKED_FOR_DAYS = 5, 30
"""An enterprise is to be asked within five working days; after thirty nobody will any more."""
UNHAPPY = 2
"""The best mark that still says the enterprise is not satisfied."""

DENIALS = {
    "not_solved": N_("回访时企业称未解决"),
    "unhappy": N_("回访时企业表示不满意"),
    "again": N_("企业三十日内就同一问题再次提出诉求"),
}
PUSHED = {
    "returned": N_("多次退回"),
    "changed": N_("多次换承办单位"),
}
CROWDS = {
    "theme": N_("多家企业集中反映同类问题"),
    "enterprise": N_("同一企业连续提出诉求"),
}


@dataclass(slots=True)
class ClockedAppeal:
    """An appeal with its clocks, and the numbers in force for its rules."""

    appeal: Appeal
    clocks: AppealClocks
    limits: Limits
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, rule: str, name: str, default: float) -> int:
        """The number in force for a rule."""
        return int(self.thresholds.get(f"{rule}.{name}", default))


def not_signed(c: ClockedAppeal) -> Iterator[Finding]:
    """A holder has not signed for it within the time that its class gives for that."""
    for stay in c.clocks.stays:
        if stay.stage is Stage.SIGN:
            yield from _late(c, "W40", Level.HINT, stay.due_at, stay.left_at, stay.number)


def not_contacted(c: ClockedAppeal) -> Iterator[Finding]:
    """Nobody has spoken with the enterprise in time."""
    first = c.clocks.rounds[0]
    spoken = first.round.contacted_at
    yield from _late(c, "W41", Level.SOON, first.contact_due_at, spoken, 1)


def handled_late(c: ClockedAppeal) -> Iterator[Finding]:
    """The reply on the way, or the answer, is past the limit of the class."""
    first = c.clocks.rounds[0]
    replied = _first(first.round.replied_at, first.round.answered_at)
    yield from _late(c, "W42", Level.SOON, first.reply_due_at, replied, 1)
    yield from _late(c, "W42", Level.YELLOW, first.due_at, first.round.answered_at, 1)


def redone_late(c: ClockedAppeal) -> Iterator[Finding]:
    """A reopened appeal is not answered anew within its own limit."""
    for clock in c.clocks.rounds[1:]:
        answered, number = clock.round.answered_at, clock.round.number
        yield from _late(c, "W43", Level.YELLOW, clock.due_at, answered, number)


def still_open_after_urging(c: ClockedAppeal) -> Iterator[Finding]:
    """Past its limit, urged, and still not answered five working days later."""
    days = c.threshold("W44", "days", URGED_FOR_DAYS)
    for clock in c.clocks.rounds:
        if clock.due_at is not None:
            last = c.limits.calendar.due_at(clock.due_at.date(), days)
            answered = clock.round.answered_at
            for card in _late(c, "W44", Level.ORDER, last, answered, clock.round.number):
                card.due_at = clock.due_at
                card.evidence = {
                    "due": when(clock.due_at),
                    "days": days,
                    "urged": sum(urged < card.occurs_at for urged in clock.round.urged_at),
                }
                yield card


def closed_on_paper(c: ClockedAppeal) -> Iterator[Finding]:
    """Answered as solved, and denied by the enterprise: in its words, or by coming again."""
    for clock in c.clocks.rounds:
        one = clock.round
        if one.outcome != "solved" or one.answered_at is None:
            continue
        denials = [
            (moment, reason)
            for moment, reason in (
                (one.called_back_at, _denial(clock)),
                (clock.same_subject_again_at, "again"),
            )
            if moment is not None and reason
        ]
        if denials:
            moment, reason = min(denials)
            answered_for = c.limits.calendar.due_at(moment.date(), ANSWER_DAYS) + ONE_SECOND
            settled = _first(*(t for t in (one.reopened_at, one.verified_at) if t and t > moment))
            yield Finding(
                "W45",
                Level.ORDER,
                moment,
                _first(settled, answered_for),
                episode=one.number,
                officer=one.officer,
                evidence={"answered": day(one.answered_at), "reason": DENIALS[reason]},
            )


def passed_around(c: ClockedAppeal) -> Iterator[Finding]:
    """Returned twice, or at its fourth holder."""
    for clock in c.clocks.rounds:
        one = clock.round
        pushes = (
            ("returned", one.returned_at, c.threshold("W46", "returns", RETURNS)),
            ("changed", one.changed_at, c.threshold("W46", "changes", CHANGES)),
        )
        reached = [
            (moments[most - 1], kind, most)
            for kind, moments, most in pushes
            if len(moments) >= most
        ]
        if reached:
            moment, kind, times = min(reached)
            yield Finding(
                "W46",
                Level.SOON,
                moment,
                one.answered_at,
                episode=one.number,
                evidence={"reason": PUSHED[kind], "times": times},
            )


def comes_in_crowds(c: ClockedAppeal) -> Iterator[Finding]:
    """The appeal with which a theme, or an enterprise, reaches the number of a crowd."""
    appeal = c.appeal
    span = timedelta(days=c.threshold("W47", "days", CROWD_DAYS))
    themes = c.threshold("W47", "enterprises", CROWD)
    own = c.threshold("W47", "appeals", CROWD)
    asked = appeal.requested_at
    is_new_here = not any(asked - span <= one < asked for one in appeal.same_subject_at)
    earlier = sum(asked - span <= one < asked for one in appeal.enterprise_at)
    crowds = (
        ("theme", appeal.theme_others + 1 == themes and is_new_here, themes),
        ("enterprise", earlier + 1 == own, own),
    )
    for episode, (kind, is_reached, number) in enumerate(crowds, 1):
        if appeal.enterprise and is_reached:
            evidence: dict[str, str | int | float] = {"reason": CROWDS[kind], "number": number}
            ends = asked + span
            yield Finding("W47", Level.HINT, asked, ends, episode=episode, evidence=evidence)


def not_called_back(c: ClockedAppeal) -> Iterator[Finding]:
    """Answered, and nobody has asked the enterprise within five working days."""
    if not c.appeal.appeal_class.code:  # a source without the loop knows of no call-back
        return
    days = c.threshold("W49", "days", CALL_BACK_DAYS)
    at_most = c.threshold("W49", "until_days", ASKED_FOR_DAYS)
    for clock in c.clocks.rounds:
        one = clock.round
        if one.answered_at is not None and one.outcome not in WITHOUT_RESULT:
            due = c.limits.calendar.due_at(one.answered_at.date(), days)
            last = c.limits.calendar.due_at(one.answered_at.date(), at_most) + ONE_SECOND
            asked = _first(one.called_back_at, one.reopened_at, last)
            yield from _late(c, "W49", Level.HINT, due, asked, one.number)


def findings_of(clocked: ClockedAppeal) -> list[Finding]:
    """What the rules find in one appeal, past and to come, in the order of the rules."""
    return [finding for rule in RULES.values() for finding in rule.check(clocked)]


def when(moment: datetime) -> str:
    """A limit for evidence: its day, or its minute where it ends within a day."""
    is_whole = moment.time() == END_OF_DAY
    return day(moment) if is_whole else moment.isoformat(sep=" ", timespec="minutes")


def _late(
    c: ClockedAppeal,
    rule: str,
    level: Level,
    due_at: datetime | None,
    stopped_at: datetime | None,
    episode: int,
) -> Iterator[Finding]:
    """From the second after a limit until its clock stops; nothing when it stops in time."""
    if due_at is None or (stopped_at is not None and stopped_at <= due_at):
        return
    yield Finding(
        rule,
        level,
        due_at + ONE_SECOND,
        stopped_at,
        due_at,
        episode,
        officer=c.appeal.officer,
        evidence={"due": when(due_at)},
    )


def _denial(clock: RoundClock) -> str:
    """How the enterprise denied at the call-back what the department had answered."""
    one = clock.round
    if one.verdict == "not_solved":
        return one.verdict
    return "unhappy" if one.satisfaction is not None and one.satisfaction <= UNHAPPY else ""


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


HINT, SOON, YELLOW, ORDER = Level.HINT, Level.SOON, Level.YELLOW, Level.ORDER

RULES: dict[str, Rule[ClockedAppeal]] = {
    rule.code: rule
    for rule in (
        Rule(
            "W40",
            N_("诉求未签收"),
            N_("应于 {due} 前签收"),
            N_("诉求办理规定的签收时限（分类设定）"),
            (HINT,),
            not_signed,
        ),
        Rule(
            "W41",
            N_("诉求未先行联系"),
            N_("应于 {due} 前与企业先行联系"),
            N_("诉求办理规定的先行联系时限（分类设定）"),
            (SOON,),
            not_contacted,
        ),
        Rule(
            "W42",
            N_("诉求首次处置超时"),
            N_("应于 {due} 前答复"),
            N_("诉求办理规定的处置时限（分类设定）"),
            (SOON, YELLOW),
            handled_late,
        ),
        Rule(
            "W43",
            N_("诉求再次处置超时"),
            N_("重办应于 {due} 前答复"),
            N_("诉求办理规定的重办时限（分类设定）"),
            (YELLOW,),
            redone_late,
        ),
        Rule(
            "W44",
            N_("诉求催办后仍未办结"),
            N_("{due} 到期，催办 {urged} 次，逾期 {days} 个工作日仍未答复"),
            N_("诉求催办、通报制度"),
            (ORDER,),
            still_open_after_urging,
        ),
        Rule(
            "W45",
            N_("诉求疑似虚假办结"),
            N_("{answered} 以已解决答复，{reason}"),
            N_("“事事有反馈、件件有落实”"),
            (ORDER,),
            closed_on_paper,
        ),
        Rule(
            "W46",
            N_("诉求推诿"),
            N_("{reason}，已达 {times} 次"),
            N_("首问负责制"),
            (SOON,),
            passed_around,
        ),
        Rule(
            "W47",
            N_("诉求集中爆发"),
            N_("三十日内{reason}，已达 {number}"),
            N_("热点诉求研判"),
            (HINT,),
            comes_in_crowds,
        ),
        Rule(
            "W49",
            N_("诉求未回访"),
            N_("应于 {due} 前回访企业"),
            N_("诉求回访制度"),
            (HINT,),
            not_called_back,
        ),
    )
}
"""By code; W48 is about ratings and stands beside them."""
