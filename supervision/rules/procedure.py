"""Rules about the way a case went: notices, steps, who acted, what was handed out."""

from collections.abc import Iterator

from supervision.findings import Finding, Level
from supervision.rules.rule import Clocked, Rule, StepRule, act, day, overdue
from supervision.words import N_

IDLE_DAYS = 1
NEEDED_ON_SITE = 2
SIGNERS = {"one_person": 1, "two_persons": 2, "three_levels": 3}
DECIDING = ("accept", "review", "approve")
MISSING_STEP = "missing"
"""Stands for the number of a declared rule where a required step was never taken."""


def asked_twice(c: Clocked) -> Iterator[Finding]:
    """A second correction notice that rests on no new fact."""
    for place, notice in enumerate(c.case.corrections):
        if place > 0 and not notice.is_new_fact:
            yield act(
                c, "W04", Level.YELLOW, notice.notified_at, episode=place + 1, count=place + 1
            )


def idle_between_steps(c: Clocked) -> Iterator[Finding]:
    """A step is not signed for within a working day of the end of the one before."""
    days = int(c.threshold("W09", "days", IDLE_DAYS))
    for clock in c.clocks.steps:
        left, begun = clock.previous_ended_at, clock.step.begun_at
        if left is None or clock.step.kind == "deliver":
            continue
        due = c.limits.calendar.due_at(left.date(), days)
        if begun is None and c.case.closed_at is None and clock.step.ended_at is not None:
            continue
        yield from overdue(
            c,
            "W09",
            Level.SOON,
            due,
            begun or clock.step.ended_at or c.case.closed_at,
            clock.step,
            clock.step.number,
            since=day(left),
        )


def steps_against_rules(c: Clocked) -> Iterator[Finding]:
    """Each declared rule about steps, checked on the steps as they were taken."""
    for rule in c.step_rules:
        if rule.item_code in ("", c.case.item.code):
            yield from _against(c, rule)
    yield from _missing_steps(c)


def signers_against_level(c: Clocked) -> Iterator[Finding]:
    """More or fewer different persons decided than the item's level declares."""
    expected = SIGNERS.get(c.case.item.approval_level)
    decided = c.case.decided_at
    if expected is None or decided is None or c.case.item.case_kind == "instant":
        return
    persons = {step.officer for step in c.case.steps if step.kind in DECIDING and step.officer}
    if not persons or len(persons) == expected:
        return
    level = Level.YELLOW if len(persons) < expected else Level.HINT
    yield act(c, "W15", level, decided, persons=len(persons), expected=expected)


def refused_without_reason(c: Clocked) -> Iterator[Finding]:
    """A refusal must give reasons and tell of the remedies."""
    decided = c.case.decided_at or c.case.closed_at
    if c.case.outcome not in ("refused", "not_accepted") or decided is None:
        return
    if not c.case.decision_reason or c.case.remedy_told is False:
        yield act(c, "W16", Level.RED, decided, decided_on=day(decided))


def too_few_on_site(c: Clocked) -> Iterator[Finding]:
    """An on-site check needs two officers."""
    for step in c.case.steps:
        few = step.officer_count is not None and step.officer_count < NEEDED_ON_SITE
        if step.kind == "on_site" and few and step.ended_at is not None:
            count = step.officer_count or 0
            yield act(c, "W22", Level.SOON, step.ended_at, step, step.number, count=count)


def no_receipt(c: Clocked) -> Iterator[Finding]:
    """Accepted, or refused acceptance, without a dated written receipt, as its source tells."""
    accepted = c.case.accepted_at or c.case.closed_at
    if accepted is not None and c.case.receipt_no == "":
        yield act(c, "W24", Level.SOON, accepted, accepted_on=day(accepted))


def outside_the_section(c: Clocked) -> Iterator[Finding]:
    """A centralised item handled by the bureau instead of the approval section."""
    moment = c.clocks.accepted_at
    if c.case.item.is_centralised and c.case.handled_by == "bureau" and moment is not None:
        yield act(c, "W30", Level.SOON, moment)


def visits_to_online_item(c: Clocked) -> Iterator[Finding]:
    """A fully online item for which the applicant had to come."""
    closed, visits = c.case.closed_at, c.case.visits or 0
    if c.case.item.online_depth == "fully_online" and visits > 0 and closed is not None:
        yield act(c, "W32", Level.HINT, closed, visits=visits)


def too_many_visits(c: Clocked) -> Iterator[Finding]:
    """An item promised with one visit for which the applicant came more often."""
    closed, visits, most = c.case.closed_at, c.case.visits or 0, c.case.item.max_visits
    if most == 1 and visits > most and closed is not None:
        yield act(c, "W33", Level.HINT, closed, visits=visits, most=most)


def _against(c: Clocked, rule: StepRule) -> Iterator[Finding]:
    """One declared rule; a step matches by its kind or by its code."""
    firsts = [step for step in c.case.steps if rule.first in (step.kind, step.code)]
    seconds = [
        step for step in c.case.steps if rule.second and rule.second in (step.kind, step.code)
    ]
    guilty = None
    if rule.form == "precedence":
        guilty = next(
            (
                step
                for step in seconds
                if step.begun_at
                and not any(f.ended_at and f.ended_at <= step.begun_at for f in firsts)
            ),
            None,
        )
    elif rule.form == "absence":
        guilty = next(iter(firsts), None)
    elif rule.form == "at_most_once":
        guilty = firsts[1] if len(firsts) > 1 else None
    elif rule.form == "different_persons":
        officers = {step.officer for step in firsts if step.officer}
        guilty = next((step for step in seconds if step.officer in officers), None)
    elif rule.form == "response" and c.case.closed_at is not None and firsts and not seconds:
        guilty = firsts[-1]
    if guilty is None:
        return
    moment = guilty.begun_at or guilty.ended_at or c.case.closed_at
    if moment is not None:
        finding = act(c, "W14", rule.level, moment, guilty, rule_no=rule.number)
        finding.evidence["sentence"] = rule.sentence
        finding.evidence["article"] = rule.article
        finding.episode = _episode(c, rule)
        finding.rule_no = rule.number
        yield finding


def _episode(c: Clocked, rule: StepRule) -> int:
    """Each declared rule has its own place, so that two broken rules are two findings."""
    return 2 + c.step_rules.index(rule)


def _missing_steps(c: Clocked) -> Iterator[Finding]:
    """A required step of the item that a decided case never took."""
    decided = c.case.decided_at
    if decided is None or not c.case.item.steps or not c.case.steps:
        return
    taken = {step.code for step in c.case.steps}
    missing = [
        declared.code
        for declared in c.case.item.steps.values()
        if declared.is_required and declared.kind != "deliver" and declared.code not in taken
    ]
    if missing:
        finding = act(c, "W14", Level.YELLOW, decided, missing=len(missing))
        finding.step_code = missing[0]
        finding.rule_no = MISSING_STEP
        finding.evidence["sentence"] = N_("缺少规定的环节")
        yield finding


SOON, YELLOW, RED, HINT = Level.SOON, Level.YELLOW, Level.RED, Level.HINT

RULES = (
    Rule(
        "W04",
        N_("多次补正"),
        N_("第 {count} 次告知补正，未见新的事实"),
        N_("《行政许可法》第三十二条，一次告知"),
        (YELLOW,),
        asked_twice,
    ),
    Rule(
        "W09",
        N_("环节间空转"),
        N_("上一环节 {since} 办毕，{due_on} 前应签收"),
        N_("区审批流程规范，环节间衔接"),
        (SOON,),
        idle_between_steps,
    ),
    Rule(
        "W14",
        N_("流程不符"),
        N_("{sentence}"),
        N_("事项流程规定"),
        (YELLOW, RED, HINT),
        steps_against_rules,
    ),
    Rule(
        "W15",
        N_("审批权限不符"),
        N_("规定 {expected} 人办理，实际 {persons} 人"),
        N_("分级授权目录"),
        (HINT, YELLOW),
        signers_against_level,
    ),
    Rule(
        "W16",
        N_("不予决定未说明理由"),
        N_("{decided_on} 不予受理或许可，未说明理由或未告知救济途径"),
        N_("《行政许可法》第三十八条"),
        (RED,),
        refused_without_reason,
    ),
    Rule(
        "W22",
        N_("现场核查不足两人"),
        N_("现场核查 {count} 人到场"),
        N_("许可案卷评查标准"),
        (SOON,),
        too_few_on_site,
    ),
    Rule(
        "W24",
        N_("无受理凭证"),
        N_("{accepted_on} 已受理或不予受理，未出具凭证"),
        N_("《行政许可法》第三十二条"),
        (SOON,),
        no_receipt,
    ),
    Rule(
        "W30",
        N_("集中审批体外办理"),
        N_("集中审批事项未经审批科办理"),
        N_("相对集中审批事项目录"),
        (SOON,),
        outside_the_section,
    ),
    Rule(
        "W32",
        N_("全程网办仍需到场"),
        N_("全程网办事项，申请人到场 {visits} 次"),
        N_("网上政务大厅三级标准"),
        (HINT,),
        visits_to_online_item,
    ),
    Rule(
        "W33",
        N_("跑动次数超承诺"),
        N_("承诺最多跑 {most} 次，实际 {visits} 次"),
        N_("“只跑一次”承诺"),
        (HINT,),
        too_many_visits,
    ),
)
