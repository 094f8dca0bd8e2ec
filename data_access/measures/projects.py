"""What is counted of projects: their lists, money, lights, blockers, approvals and dates.

The rows that a measure counts are those of evaluation, a row a stretch of time where something
changes; so a stock is asked of any moment, and a day once counted never changes.
"""

from dataclasses import replace
from functools import partial

from sqlalchemy import ColumnElement, and_, or_

from data_access.measures.kinds import Column, Measure, said, told_by_now
from data_access.measures.line_measures import derived_rows, findings_of, flow, stock
from data_access.measures.tables import finding
from data_access.schema import (
    BlockerClock,
    ChainStep,
    MilestoneVersion,
    Project,
    ProjectClock,
    ProjectLight,
    ProjectProgress,
)
from data_access.schema.base import table_of
from supervision.findings import LIGHTS, Level
from supervision.words import N_

LINE = "project"
LONG_WAIT = 3
"""Working days between two steps from which a wait is called long."""

PROJECT = table_of(Project)
CLOCK, LIGHT, VERSION = table_of(ProjectClock), table_of(ProjectLight), table_of(MilestoneVersion)
PROGRESS, BLOCKER, CHAIN = table_of(ProjectProgress), table_of(BlockerClock), table_of(ChainStep)
project, clock, light, version = PROJECT.c, CLOCK.c, LIGHT.c, VERSION.c
progress, blocker, chain = PROGRESS.c, BLOCKER.c, CHAIN.c


_named = project.project_code, project.name, project.name_en
_rows = partial(derived_rows, subjects=PROJECT, named=_named)
_flow, _stock = partial(flow, LINE), partial(stock, LINE)

LISTS = _rows(
    "project_list",
    CLOCK,
    clock.list_kind,
    clock.start_due_at,
    clock.started_at,
    clock.completion_due_at,
    clock.completed_at,
    clock.statistics_due_at,
    clock.in_statistics_at,
    clock.applied_at,
    clock.approved_at,
)
LIT_PROJECTS = _rows("lit_project", LIGHT, light.light)
VERSIONS = _rows(
    "milestone_version",
    VERSION,
    version.kind,
    version.due_at,
    version.valid_from,
    version.reached_at,
    version.has_reason,
    version.is_approved,
)
REPORTS = _rows(
    "project_report",
    PROGRESS,
    progress.planned_investment,
    progress.invested,
    progress.annual_investment,
    progress.behind_points,
)
BLOCKERS = replace(
    _rows(
        "blocker",
        BLOCKER,
        blocker.kind,
        blocker.raised_at,
        blocker.promised_due_at,
        blocker.closed_at,
        said(blocker.age_days, blocker.closed_at),
    ),
    last=blocker.closed_at,
)
LINKS = _rows(
    "chain_link",
    CHAIN,
    chain.kind,
    chain.stage,
    chain.began_at,
    chain.ended_at,
    said(chain.total_days, chain.ended_at),
    said(chain.nobody_days, chain.ended_at),
)
PROJECT_FINDINGS = findings_of(LINE, "project_code", subjects=PROJECT, named=_named[1:])


def _due(name: str, title: str, met_title: str, due: Column, done: Column) -> tuple[Measure, ...]:
    """What a list plans for a day, and what was done by then; given up before, it is not due."""
    is_listed = or_(clock.unlisted_at.is_(None), clock.unlisted_at > due)
    return (
        _flow(LISTS, name, title, due, is_listed),
        _flow(LISTS, f"{name}_met", met_title, due, and_(is_listed, done <= due)),
    )


def _missing(name: str, title: str, due: Column, met: Column) -> Measure:
    """What a list planned for a day that is past, and has not been done."""
    return _stock(LISTS, name, title, due, met, clock.unlisted_at)


OF_LISTS = (
    _stock(LISTS, "starts_planned", N_("应开工项目"), clock.start_due_at, clock.unlisted_at),
    _stock(
        LISTS,
        "starts_done_of_planned",
        N_("应开工且已开工项目"),
        clock.start_met_at,
        clock.unlisted_at,
    ),
    _stock(
        LISTS,
        "completions_planned",
        N_("应竣工项目"),
        clock.completion_due_at,
        clock.unlisted_at,
    ),
    _stock(
        LISTS,
        "completions_done_of_planned",
        N_("应竣工且已竣工项目"),
        clock.completion_met_at,
        clock.unlisted_at,
    ),
    _missing("starts_missing", N_("应开工未开工项目"), clock.start_due_at, clock.start_met_at),
    _missing(
        "completions_missing",
        N_("应竣工未竣工项目"),
        clock.completion_due_at,
        clock.completion_met_at,
    ),
    *_due("starts_due", N_("计划开工"), N_("按期开工"), clock.start_due_at, clock.started_at),
    *_due(
        "completions_due",
        N_("计划竣工"),
        N_("按期竣工"),
        clock.completion_due_at,
        clock.completed_at,
    ),
    _flow(LISTS, "statistics_due", N_("开工满一个月"), clock.statistics_due_at),
    _flow(
        LISTS,
        "statistics_due_met",
        N_("一个月内入库"),
        clock.statistics_due_at,
        clock.in_statistics_at <= clock.statistics_due_at,
    ),
    _flow(LISTS, "projects_applied", N_("首次受理审批的项目"), clock.applied_at),
    _flow(
        LISTS,
        "projects_applied_after_service",
        N_("受理前有提前服务的项目"),
        clock.applied_at,
        clock.first_service_at <= clock.applied_at,
    ),
    _flow(LISTS, "projects_approved", N_("开工前审批全部办结的项目"), clock.approved_at),
    *(
        _flow(LISTS, f"approved_{owner}_days", title, clock.approved_at, value=days)
        for owner, title, days in (
            ("government", N_("项目审批政府用时（工作日）"), clock.government_days),
            ("enterprise", N_("项目审批企业用时（工作日）"), clock.enterprise_days),
            ("special", N_("项目审批特别程序用时（工作日）"), clock.special_days),
        )
    ),
)


def _money(name: str, title: str, value: Column, *known: Column) -> Measure:
    """Yuan of the newest reports in which all that is compared is known."""
    where = and_(*(column.is_not(None) for column in known))
    lasts = progress.valid_from, progress.valid_until
    return _stock(REPORTS, name, title, *lasts, where=where, value=value)


_of_year = progress.invested, progress.annual_investment
_of_schedule = *_of_year, progress.planned_investment
_of_fund = progress.fund_paid, progress.annual_fund

OF_REPORTS = (
    _money("invested_to_date", N_("累计完成投资（元）"), progress.invested, *_of_year),
    _money("annual_investment", N_("年度计划投资（元）"), progress.annual_investment, *_of_year),
    _money(
        "investment_ahead_of_plan",
        N_("累计完成投资超出序时计划（元）"),
        progress.invested - progress.planned_investment,
        *_of_schedule,
    ),
    _money(
        "annual_investment_scheduled",
        N_("有序时计划的年度计划投资（元）"),
        progress.annual_investment,
        *_of_schedule,
    ),
    _money("fund_paid_to_date", N_("累计支付资金（元）"), progress.fund_paid, *_of_fund),
    _money("annual_fund", N_("年度计划资金（元）"), progress.annual_fund, *_of_fund),
)


def _lit(name: str, title: str, where: ColumnElement[bool] | None = None) -> Measure:
    return _stock(LIT_PROJECTS, name, title, light.valid_from, light.valid_until, where=where)


LIGHTS_SHOWN = (
    _lit("projects_lit", N_("在册未竣工项目")),
    _lit("projects_red", N_("红灯项目"), light.light == Level.RED.value),
    _lit("projects_yellow", N_("黄灯项目"), light.light == Level.YELLOW.value),
)

OF_BLOCKERS = (
    _flow(BLOCKERS, "blockers_raised", N_("提出的项目问题"), blocker.raised_at),
    *told_by_now(
        _flow(
            BLOCKERS,
            "blockers_raised_cleared",
            N_("提出的项目问题：已销号"),
            blocker.raised_at,
            begins=(blocker.closed_at,),
        ),
        "blockers_ever_cleared",
        N_("提出的项目问题：已销号（迄今）"),
    ),
    _flow(BLOCKERS, "blockers_cleared", N_("销号的项目问题"), blocker.closed_at),
    _flow(
        BLOCKERS,
        "blocker_age_days",
        N_("销号用时（自然日）"),
        blocker.closed_at,
        value=blocker.age_days,
    ),
    _stock(BLOCKERS, "blockers_open", N_("未销号问题"), blocker.raised_at, blocker.closed_at),
    _stock(
        BLOCKERS,
        "blockers_overdue",
        N_("过了承诺日的未销号问题"),
        blocker.raised_at,
        blocker.closed_at,
        exceeded=(blocker.promised_due_at,),
    ),
)

_is_wait = chain.kind == "wait"


def _ended(
    name: str, title: str, where: ColumnElement[bool] | None = None, value: Column | None = None
) -> Measure:
    return _flow(LINKS, name, title, chain.ended_at, where, value)


OF_CHAINS = (
    _ended("waits_ended", N_("环节间等待"), _is_wait),
    _ended("wait_days", N_("环节间等待天数（工作日）"), _is_wait, chain.nobody_days),
    _ended("waits_long", N_("环节间久等"), and_(_is_wait, chain.total_days >= LONG_WAIT)),
    _ended("parallel_cases", N_("实际并联件"), value=chain.parallel_cases),
    _ended("parallel_expected", N_("应并联件"), value=chain.parallel_expected),
)


def _change(name: str, title: str, where: ColumnElement[bool]) -> Measure:
    return _flow(VERSIONS, name, title, version.valid_from, and_(version.is_change, where))


OF_DATES = (
    _flow(VERSIONS, "reschedules", N_("节点改期"), version.valid_from, version.is_change),
    _change("reschedules_with_reason", N_("有理由的节点改期"), version.has_reason),
    _change("reschedules_approved", N_("批准的节点改期"), version.is_approved.is_(True)),
    _stock(
        VERSIONS,
        "milestones_late",
        N_("过期未完成的节点"),
        version.late_from,
        version.late_until,
    ),
)

_is_card = finding.level.in_([level.value for level in LIGHTS])


def _found(name: str, title: str, where: ColumnElement[bool]) -> Measure:
    return _flow(PROJECT_FINDINGS, name, title, finding.occurs_at, where)


def _open_cards(name: str, title: str, level: Level) -> Measure:
    lasts = finding.occurs_at, finding.ends_at, finding.withdrawn_at
    return _stock(PROJECT_FINDINGS, name, title, *lasts, level=level.value)


OF_FINDINGS = (
    _found("project_cards_issued", N_("项目发牌"), _is_card),
    _found("project_cards_soon", N_("项目预警"), finding.level == Level.SOON.value),
    _found("project_cards_yellow", N_("项目黄牌"), finding.level == Level.YELLOW.value),
    _found("project_cards_red", N_("项目红牌"), finding.level == Level.RED.value),
    _found("project_findings_hint", N_("项目提示"), finding.level == Level.HINT.value),
    _found("project_findings_order", N_("项目督办线索"), finding.level == Level.ORDER.value),
    _flow(
        PROJECT_FINDINGS,
        "project_cards_withdrawn",
        N_("项目撤销牌"),
        finding.withdrawn_at,
        _is_card,
    ),
    _open_cards("project_cards_open_soon", N_("未解除的项目预警"), Level.SOON),
    _open_cards("project_cards_open_yellow", N_("未解除的项目黄牌"), Level.YELLOW),
    _open_cards("project_cards_open_red", N_("未解除的项目红牌"), Level.RED),
)

PROJECT_MEASURES = (
    *OF_LISTS,
    *OF_REPORTS,
    *LIGHTS_SHOWN,
    *OF_BLOCKERS,
    *OF_CHAINS,
    *OF_DATES,
    *OF_FINDINGS,
)
