"""What stands at one moment: open cases by stage and clock, open lights, and the catalogue."""

from sqlalchemy import ColumnElement, and_

from data_access.measures.case_flows import has_no_limit
from data_access.measures.kinds import Column, Measure
from data_access.measures.sources import (
    CASES,
    FINDINGS,
    ITEMS,
    LIT_CASES,
    PAUSED_CASES,
)
from data_access.measures.tables import case, finding, item, pause
from supervision.findings import Level
from supervision.words import N_

LONGEST_LIMIT = 10_000
"""Days; the catalogue belongs to other systems, and what is above is no limit but a fault."""


def _open(
    name: str,
    title: str,
    begins: tuple[Column, ...] = (),
    exceeded: tuple[Column, ...] = (),
    ends: tuple[Column, ...] = (),
    where: ColumnElement[bool] | None = None,
) -> Measure:
    return Measure(
        name=name,
        title=title,
        source=CASES,
        where=where,
        begins=(case.accepted_at, *begins),
        exceeded=exceeded,
        ends=(*ends, case.closed_at),
    )


OPEN_CASES = (
    Measure(
        name="awaiting_acceptance",
        title=N_("待受理"),
        source=CASES,
        begins=(case.received_at,),
        ends=(case.accepted_at, case.closed_at),
    ),
    _open("open", N_("在办")),
    _open("in_review", N_("在办：审核"), ends=(case.reviewed_at, case.decided_at)),
    _open("in_approval", N_("在办：批准"), begins=(case.reviewed_at,), ends=(case.decided_at,)),
    _open("in_delivery", N_("在办：办结送达"), begins=(case.decided_at,)),
    Measure(
        name="paused",
        title=N_("在办：特别程序中"),
        source=PAUSED_CASES,
        begins=(pause.started_at, case.accepted_at),
        ends=(pause.ended_at, case.clock_stopped_at, case.closed_at),
    ),
    _open(
        "open_overdue",
        N_("在办超期（承诺时限）"),
        exceeded=(case.promised_due_at,),
        ends=(case.clock_stopped_at,),
    ),
    _open(
        "open_overdue_statutory",
        N_("在办超期（法定时限）"),
        exceeded=(case.statutory_due_at,),
        ends=(case.clock_stopped_at,),
    ),
    _open("open_without_limit", N_("在办：无承诺时限"), where=has_no_limit),
)


def _lit(name: str, title: str, level: Level) -> Measure:
    return Measure(name=name, title=title, source=LIT_CASES, level=level.value)


def _cards(name: str, title: str, level: Level) -> Measure:
    return Measure(
        name=name,
        title=title,
        source=FINDINGS,
        begins=(finding.occurs_at,),
        ends=(finding.ends_at, finding.withdrawn_at),
        level=level.value,
    )


LIGHTS_ON = (
    _lit("open_soon", N_("亮预警的办件"), Level.SOON),
    _lit("open_yellow", N_("亮黄牌的办件"), Level.YELLOW),
    _lit("open_red", N_("亮红牌的办件"), Level.RED),
    _cards("cards_open_soon", N_("未解除的预警"), Level.SOON),
    _cards("cards_open_yellow", N_("未解除的黄牌"), Level.YELLOW),
    _cards("cards_open_red", N_("未解除的红牌"), Level.RED),
)


def _items(
    name: str, title: str, where: ColumnElement[bool] | None = None, value: Column | None = None
) -> Measure:
    return Measure(name=name, title=title, source=ITEMS, where=where, value=value)


_has_level = item.approval_level.in_(("one_person", "two_persons", "three_levels"))
_has_limits = and_(
    item.promised_limit.between(1, LONGEST_LIMIT),
    item.statutory_limit.between(1, LONGEST_LIMIT),
    item.limit_unit != "working_hour",
)

CATALOGUE = (
    _items("items", N_("事项")),
    _items("items_on_the_spot", N_("当场办结事项"), item.service_class == "on_the_spot"),
    _items("items_level_known", N_("已申报审批层级的事项"), _has_level),
    _items("items_one_person", N_("一人办结事项"), item.approval_level == "one_person"),
    _items("items_two_persons", N_("一审一核事项"), item.approval_level == "two_persons"),
    _items(
        "items_two_or_fewer",
        N_("至多两人办结的事项"),
        item.approval_level.in_(("one_person", "two_persons")),
    ),
    _items("items_three_levels", N_("三级审批事项"), item.approval_level == "three_levels"),
    _items("items_limited", N_("承诺与法定时限齐全的事项"), _has_limits),
    _items("items_promised_days", N_("事项承诺时限合计（天）"), _has_limits, item.promised_limit),
    _items("items_statutory_days", N_("事项法定时限合计（天）"), _has_limits, item.statutory_limit),
)

STOCKS = (*OPEN_CASES, *LIGHTS_ON, *CATALOGUE)
