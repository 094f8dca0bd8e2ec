"""What is counted of supervision orders: issued, signed, answered, done, reviewed; their lights.

And of cards: how many departments contested.
"""

from functools import partial

from sqlalchemy import ColumnElement, and_, or_

from data_access.days import unindexed
from data_access.measures.kinds import Column, Measure, Source, said
from data_access.measures.line_measures import derived_rows, findings_of, flow, stock
from data_access.measures.other_flows import is_card
from data_access.measures.sources import APPROVAL, FINDINGS
from data_access.measures.tables import FINDING, finding
from data_access.schema import (
    CardEntry,
    OrderAnswer,
    OrderClock,
    OrderEvent,
    OrderLight,
    OrderStay,
)
from data_access.schema.base import table_of
from supervision.findings import Level
from supervision.orders.cards import CardAction
from supervision.orders.ladder import REVIEWS, Action, Party, State
from supervision.words import N_

LINE = "order"
CLOCK, STAY, ANSWER = table_of(OrderClock), table_of(OrderStay), table_of(OrderAnswer)
EVENT, LIGHT, ACT = table_of(OrderEvent), table_of(OrderLight), table_of(CardEntry)
clock, stay, answer, event, light = CLOCK.c, STAY.c, ANSWER.c, EVENT.c, LIGHT.c


_rows = partial(
    derived_rows,
    subjects=CLOCK,
    named=(clock.order_no, clock.line, clock.subject_id, clock.subject_no),
    told=(clock.level, clock.issued_at, clock.due_at, clock.ended_at),
)
_flow, _stock = partial(flow, LINE), partial(stock, LINE)

ORDERS = _rows("order", CLOCK, clock.signed_at, clock.answered_at, said(clock.at_due, clock.due_at))
STAYS = _rows("order_stay", STAY, stay.state, stay.party, stay.entered_at, stay.left_at)
ANSWERS = _rows(
    "order_answer",
    ANSWER,
    answer.asked_at,
    answer.due_at,
    answer.answered_at,
    told=(clock.level, clock.issued_at, clock.ended_at),  # an answer has a limit of its own
)
EVENTS = _rows("order_event", EVENT, event.action, event.happened_at)
LIT_ORDERS = _rows("lit_order", LIGHT, light.light)
ORDER_FINDINGS = findings_of(
    LINE, "order_no", subjects=CLOCK, named=(clock.line,), told=(clock.issued_at, clock.due_at)
)


def _runs_until(end: Column, due: Column) -> ColumnElement[bool]:
    """Whether nothing had stopped a clock when its limit ended."""
    return or_(end.is_(None), end > due)


_was_to_be_signed = or_(
    clock.signed_at <= clock.sign_due_at, _runs_until(clock.ended_at, clock.sign_due_at)
)
_was_to_be_done = clock.at_due.in_(("done", "open"))
OF_ORDERS = (
    _flow(ORDERS, "orders_issued", N_("发出的督办单"), clock.issued_at),
    _flow(
        ORDERS,
        "orders_issued_answered",
        N_("发出督办单：已反馈"),
        clock.issued_at,
        begins=(clock.answered_at,),
    ),
    _flow(
        ORDERS,
        "orders_issued_closed",
        N_("发出督办单：已销号"),
        clock.issued_at,
        begins=(clock.closed_at,),
    ),
    _flow(ORDERS, "orders_sign_due", N_("签收到期的督办单"), clock.sign_due_at, _was_to_be_signed),
    _flow(
        ORDERS,
        "orders_sign_met",
        N_("按时签收的督办单"),
        clock.sign_due_at,
        clock.signed_at <= clock.sign_due_at,
    ),
    _flow(ORDERS, "orders_due", N_("办结到期的督办单"), clock.due_at, _was_to_be_done),
    _flow(
        ORDERS,
        "orders_due_met",
        N_("按期办结的督办单"),
        clock.due_at,
        clock.at_due == "done",
    ),
    _flow(ORDERS, "orders_closed", N_("销号督办单"), clock.closed_at),
    _flow(ORDERS, "orders_withdrawn", N_("撤销督办单"), clock.withdrawn_at),
    _stock(ORDERS, "orders_open", N_("未销号督办单"), clock.issued_at, clock.ended_at),
)

_was_to_be_answered = or_(
    answer.answered_at <= answer.due_at, _runs_until(answer.stopped_at, answer.due_at)
)
_in_time = answer.answered_at <= answer.due_at
_of_card = and_(answer.is_about_card, answer.answer_no == 1)
OF_ANSWERS = (
    _flow(ANSWERS, "order_answers_due", N_("应反馈"), answer.due_at, _was_to_be_answered),
    _flow(ANSWERS, "order_answers_met", N_("按时反馈"), answer.due_at, _in_time),
    _flow(
        ANSWERS,
        "card_answers_due",
        N_("应反馈的牌"),
        answer.due_at,
        and_(_of_card, _was_to_be_answered),
    ),
    _flow(
        ANSWERS,
        "card_answers_met",
        N_("按时反馈的牌"),
        answer.due_at,
        and_(_of_card, _in_time),
    ),
)


def _acts(name: str, title: str, *actions: Action) -> Measure:
    where = event.action.in_([action.value for action in actions])
    return _flow(EVENTS, name, title, event.happened_at, where)


OF_ACTS = (
    _acts("orders_contested", N_("督办申诉"), Action.CONTEST),
    _acts("orders_reviewed", N_("督办复核"), *REVIEWS),
    _acts("orders_refuted", N_("复核不实的督办单"), Action.REFUTE),
    _acts("orders_sent_back", N_("退回重办的督办单"), Action.SEND_BACK, Action.REFUTE),
    _acts("orders_urged", N_("人工催办"), Action.URGE),
    _acts("orders_circulated", N_("通报"), Action.CIRCULATE),
    _acts("orders_summoned", N_("约谈"), Action.SUMMON),
    _acts("orders_circulated_or_summoned", N_("通报与约谈"), Action.CIRCULATE, Action.SUMMON),
)


def _lit(name: str, title: str, colour: str) -> Measure:
    where = light.light == colour
    return _stock(LIT_ORDERS, name, title, light.valid_from, light.valid_until, where=where)


def _waiting(name: str, title: str, where: ColumnElement[bool]) -> Measure:
    return _stock(STAYS, name, title, stay.entered_at, stay.left_at, where=where)


OF_THE_MOMENT = (
    _lit("orders_red", N_("红灯督办单"), "red"),
    _lit("orders_yellow", N_("黄灯督办单"), "yellow"),
    _lit("orders_normal", N_("绿灯督办单"), "normal"),
    _waiting(
        "orders_with_department",
        N_("待部门办理的督办单"),
        stay.party == Party.DEPARTMENT.value,
    ),
    _waiting(
        "orders_with_supervisor",
        N_("待监察决定的督办单"),
        stay.party == Party.SUPERVISOR.value,
    ),
    _waiting("orders_unsigned", N_("未签收督办单"), stay.state == State.ISSUED.value),
    _waiting("orders_contested_open", N_("申诉中的督办单"), stay.state == State.CONTESTED.value),
)


def _found(level: Level, title: str) -> Measure:
    name = f"order_findings_{level}"
    return _flow(ORDER_FINDINGS, name, title, finding.occurs_at, finding.level == level.value)


OF_FINDINGS = (
    _found(Level.HINT, N_("督办提示")),
    _found(Level.SOON, N_("督办预警")),
    _found(Level.YELLOW, N_("督办黄牌")),
    _found(Level.RED, N_("督办红牌")),
    _found(Level.ORDER, N_("督办应予通报")),
    _stock(
        ORDER_FINDINGS,
        "order_findings_open_red",
        N_("未解除的督办红牌"),
        finding.occurs_at,
        finding.ends_at,
        finding.withdrawn_at,
        level=Level.RED.value,
    ),
)

ORDER_MEASURES = (*OF_ORDERS, *OF_ANSWERS, *OF_ACTS, *OF_THE_MOMENT, *OF_FINDINGS)

_contests = ACT.join(FINDING, finding.finding_id == ACT.c.finding_id)
CONTESTS = Source(
    name="contest",
    rows=_contests,
    listed=FINDINGS.listed.join(ACT, finding.finding_id == ACT.c.finding_id),
    department=finding.department_code,
    item=finding.item_code,
    town=finding.town_code,
    order=(finding.finding_id,),
    columns=(*FINDINGS.columns, ACT.c.acted_at),
    always=(
        unindexed(finding.line) == APPROVAL,
        ACT.c.action == CardAction.CONTEST.value,
    ),
    level=finding.level,
)
"""Cards that a department contested; each is contested once at most."""

CONTESTED_CARDS = (
    Measure(
        name="cards_contested",
        title=N_("被申诉的牌"),
        source=CONTESTS,
        where=is_card,
        anchor=finding.occurs_at,
        begins=(ACT.c.acted_at,),
        is_found_by_end=True,
    ),
)
