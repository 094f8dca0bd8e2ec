"""What became of appeals by the moment asked about: their loop, their channels, what rules found.

No cell keeps these: each asks for a later fate, or for what the cells have no column for.
"""

from sqlalchemy import ColumnElement, and_, exists

from data_access.days import unindexed
from data_access.measures.appeals import LINE, ROUNDS, clock
from data_access.measures.kinds import Column, Measure, Source
from data_access.measures.other_flows import is_card
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


def _of_request(name: str, title: str, *reached: Column, where: tuple[Column, ...] = ()) -> Measure:
    """Of the appeals of a period those that had come so far by the moment.

    Received they had been by then, so asking for that changes no number; it keeps cells out.
    """
    return Measure(
        name=name,
        title=title,
        source=ROUNDS,
        where=and_(clock.round_no == 1, *where),
        anchor=clock.opened_at,
        begins=(clock.opened_at, *reached),
        line=LINE,
    )


_settled: ColumnElement[bool] = clock.outcome.in_(SETTLED)
OF_THE_LOOP = (
    _of_request("appeals_reached_acceptance", N_("已受理的诉求"), clock.accepted_at),
    _of_request("appeals_reached_dispatch", N_("已分派的诉求"), clock.dispatched_at),
    _of_request("appeals_reached_signing", N_("已签收的诉求"), clock.signed_at),
    _of_request("appeals_reached_contact", N_("已先行联系的诉求"), clock.contacted_at),
    _of_request("appeals_reached_answer", N_("已答复的诉求"), clock.answered_at),
    _of_request(
        "appeals_reached_result",
        N_("已解决或解释的诉求"),
        clock.answered_at,
        where=(_settled,),
    ),
    _of_request(
        "appeals_reached_call_back",
        N_("已解决或解释并回访的诉求"),
        *(clock.answered_at, clock.called_back_at),
        where=(_settled,),
    ),
    _of_request(
        "appeals_reached_verification",
        N_("已解决或解释、回访并核实的诉求"),
        *(clock.answered_at, clock.called_back_at, clock.verified_at),
        where=(_settled,),
    ),
)
"""The closed loop of one period's appeals, first round. From the answer on each of them is a part
of the one before it."""

OF_CHANNELS = (
    *(
        _of_request(f"appeals_received_{code}", title, where=(clock.channel == code,))
        for code, title in CHANNELS.items()
    ),
    _of_request(
        "appeals_received_other", N_("其他渠道的诉求"), where=(clock.channel.not_in(CHANNELS),)
    ),
)


def _found(name: str, title: str, rule: str) -> Measure:
    """What a rule found and has not withdrawn, by the day on which it occurred."""
    return Measure(
        name=name,
        title=title,
        source=APPEAL_FINDINGS,
        where=finding.rule == rule,
        anchor=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        line=LINE,
    )


OF_FINDINGS = (
    _found("appeals_closed_on_paper", N_("疑似虚假办结的诉求"), "W45"),
    _found("appeals_passed_around", N_("推诿的诉求"), "W46"),
    Measure(
        name="appeal_findings_open",
        title=N_("未销号的诉求发现"),
        source=APPEAL_FINDINGS,
        begins=(finding.occurs_at,),
        ends=(finding.ends_at, finding.withdrawn_at),
        line=LINE,
    ),
)
_announced = exists().where(
    clock.case_id == finding.subject_id, clock.round_no == 1, clock.opened_at < finding.occurs_at
)
OF_CARDS = (
    Measure(
        name="cards_announced",
        title=N_("发牌前企业已提出诉求的牌"),
        source=FINDINGS,
        where=and_(is_card, _announced),
        anchor=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        line=LINE,
    ),
)
"""Cards of cases that an enterprise had spoken about before they were due."""

COURSE_MEASURES = (*OF_THE_LOOP, *OF_CHANNELS, *OF_FINDINGS, *OF_CARDS)
