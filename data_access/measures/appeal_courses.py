"""What became of appeals by the moment asked about: their loop, their channels, what rules found.

How far appeals have come is a later fate, which changes with the moment asked about. Cells keep how
far they have come by now; what had not come so far by the moment is taken off.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, exists, select, text

from data_access.days import unindexed
from data_access.measures.appeals import LINE, ROUNDS, clock
from data_access.measures.kinds import Column, Measure, Source, told_by_now
from data_access.measures.sources import FINDINGS
from data_access.measures.tables import FINDING, finding
from supervision.words import N_

APPEAL_FINDINGS = Source(
    name="appeal_finding",
    rows=FINDING,
    listed=FINDING,
    department=finding.department_code,
    item=finding.item_code,
    town=finding.town_code,
    order=(finding.finding_id,),
    columns=(
        finding.subject_id.label("appeal_id"),
        finding.subject_no.label("appeal_no"),
        finding.item_code,
        finding.department_code,
        finding.town_code,
        finding.finding_id,
        finding.rule,
        finding.level,
        finding.occurs_at,
        finding.due_at,
    ),
    always=(unindexed(finding.line) == LINE,),
    level=finding.level,
)
SETTLED = ("solved", "explained")
"""Outcomes with which a department says that it has done what there was to do."""
CHANNELS = {
    "online": N_("网上提交的诉求"),
    "centre": N_("服务中心收到的诉求"),
    "phone": N_("电话提出的诉求"),
    "visit": N_("走访收集的诉求"),
    "hotline": N_("12345 转来的诉求"),
}
"""The ways that are counted each for itself; every other one, and an unknown one, is `other`."""


_settled: ColumnElement[bool] = clock.outcome.in_(SETTLED)


def _reached(
    name: str,
    title: str,
    ever: str,
    ever_title: str,
    *reached: Column,
    where: tuple[Column, ...] = (),
) -> tuple[Measure, Measure]:
    """Of the appeals of a period those that had come so far by the moment, and by now."""
    so_far = Measure(
        name=name,
        title=title,
        source=ROUNDS,
        where=and_(clock.round_no == 1, *where),
        anchor=clock.opened_at,
        begins=reached,
        line=LINE,
    )
    return told_by_now(so_far, ever, ever_title)


OF_THE_LOOP = (
    *_reached(
        *("appeals_reached_acceptance", N_("已受理的诉求")),
        *("appeals_ever_accepted", N_("已受理的诉求（迄今）")),
        clock.accepted_at,
    ),
    *_reached(
        *("appeals_reached_dispatch", N_("已分派的诉求")),
        *("appeals_ever_dispatched", N_("已分派的诉求（迄今）")),
        clock.dispatched_at,
    ),
    *_reached(
        *("appeals_reached_signing", N_("已签收的诉求")),
        *("appeals_ever_signed", N_("已签收的诉求（迄今）")),
        clock.signed_at,
    ),
    *_reached(
        *("appeals_reached_contact", N_("已先行联系的诉求")),
        *("appeals_ever_contacted", N_("已先行联系的诉求（迄今）")),
        clock.contacted_at,
    ),
    *_reached(
        *("appeals_reached_answer", N_("已答复的诉求")),
        *("appeals_ever_replied", N_("已答复的诉求（迄今）")),
        clock.answered_at,
    ),
    *_reached(
        *("appeals_reached_result", N_("已解决或解释的诉求")),
        *("appeals_ever_settled", N_("已解决或解释的诉求（迄今）")),
        clock.answered_at,
        where=(_settled,),
    ),
    *_reached(
        *("appeals_reached_call_back", N_("已解决或解释并回访的诉求")),
        *("appeals_ever_settled_called_back", N_("已解决或解释并回访的诉求（迄今）")),
        *(clock.answered_at, clock.called_back_at),
        where=(_settled,),
    ),
    *_reached(
        *("appeals_reached_verification", N_("已解决或解释、回访并核实的诉求")),
        *("appeals_ever_verified", N_("已解决或解释、回访并核实的诉求（迄今）")),
        *(clock.answered_at, clock.called_back_at, clock.verified_at),
        where=(_settled,),
    ),
)
"""The closed loop of one period's appeals, first round. From the answer on each of them is a part
of the one before it."""


def _came_by(code: str, title: str, where: ColumnElement[bool]) -> Measure:
    return Measure(
        name=f"appeals_received_{code}",
        title=title,
        source=ROUNDS,
        where=and_(clock.round_no == 1, where),
        anchor=clock.opened_at,
        line=LINE,
    )


OF_CHANNELS = (
    *(_came_by(code, title, clock.channel == code) for code, title in CHANNELS.items()),
    _came_by("other", N_("其他渠道的诉求"), clock.channel.not_in(CHANNELS)),
)


def _found(name: str, title: str, ever_title: str, rule: str) -> tuple[Measure, Measure]:
    """What a rule found and has not withdrawn, by the day on which it occurred; and all of it."""
    in_force = Measure(
        name=name,
        title=title,
        source=APPEAL_FINDINGS,
        where=finding.rule == rule,
        anchor=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        line=LINE,
        whole=f"appeals_found_{rule.lower()}",
    )
    ever = replace(in_force, name=in_force.whole, title=ever_title, ends=(), whole="")
    return in_force, ever


OF_FINDINGS = (
    *_found(
        *("appeals_closed_on_paper", N_("疑似虚假办结的诉求")),
        *(N_("疑似虚假办结（含已撤销）"), "W45"),
    ),
    *_found("appeals_passed_around", N_("推诿的诉求"), N_("推诿（含已撤销）"), "W46"),
    Measure(
        name="appeal_findings_open",
        title=N_("未销号的诉求发现"),
        source=APPEAL_FINDINGS,
        begins=(finding.occurs_at,),
        ends=(finding.ends_at, finding.withdrawn_at),
        line=LINE,
    ),
)
is_card_of_case = and_(
    # literally as the partial index says it
    text("finding.line = 'approval'"),
    text("finding.level IN ('soon', 'yellow', 'red')"),
)
_announced = and_(
    # few cases are spoken about: their cards are found by them, not by the days
    finding.subject_id.in_(select(clock.case_id).where(clock.case_id > "")),
    exists().where(
        clock.case_id == finding.subject_id,
        clock.round_no == 1,
        clock.opened_at < finding.occurs_at,
    ),
)
OF_CARDS = (
    Measure(
        name="cards_announced",
        title=N_("发牌前企业已提出诉求的牌"),
        source=FINDINGS,
        where=and_(is_card_of_case, _announced),
        anchor=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        line=LINE,
    ),
)
"""Cards of cases that an enterprise had spoken about before they were due."""

COURSE_MEASURES = (*OF_THE_LOOP, *OF_CHANNELS, *OF_FINDINGS, *OF_CARDS)
