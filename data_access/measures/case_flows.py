"""What is counted of cases over days: received, accepted, closed, and due.

A predicate here may look only at what is settled at its anchor, so that a day once counted never
changes because time passes. That is why corrections, pauses and extensions are counted at closing,
and why a case that ended without a decision leaves the cases due only when it ended within its
limit: withdrawn or voided after it, it was late on the day and stays so.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, literal_column, not_

from data_access.days import day_of
from data_access.measures.kinds import Column, Measure
from data_access.measures.sources import CASES
from data_access.measures.tables import case
from supervision.cases import ENDED_WITHOUT_DECISION
from supervision.words import N_

NOT_ANSWERED = ENDED_WITHOUT_DECISION - {"not_accepted"}
"""Outcomes that answer nothing; refusing to accept does answer an application."""

is_decision = case.outcome.not_in(sorted(ENDED_WITHOUT_DECISION))
"""A decision on the application; a source that records no outcome is taken to have decided."""

has_no_limit = and_(
    case.clock_started_at.is_not(None),
    case.promised_limit.is_(None),
    case.promised_due_at.is_(None),
)
was_paused = and_(is_decision, case.pause_count > literal_column("0"))
"""Written so that the partial index of paused cases serves it."""
is_measured = and_(is_decision, case.used_days.is_not(None), case.limit_unit != "working_hour")
"""Time used is known in days; limits in hours are left out, days and hours do not add up."""


def left_within(
    due: Column, outcomes: Iterable[str] = ENDED_WITHOUT_DECISION
) -> ColumnElement[bool]:
    """Whether the case ended within the limit in one of these ways, which no limit is about."""
    return and_(
        case.outcome.in_(sorted(outcomes)), case.closed_at.is_not(None), case.closed_at <= due
    )


def _flow(
    name: str,
    title: str,
    anchor: Column,
    where: ColumnElement[bool] | None = None,
    value: Column | None = None,
) -> Measure:
    return Measure(name=name, title=title, source=CASES, where=where, anchor=anchor, value=value)


def _received(name: str, title: str, where: ColumnElement[bool] | None = None) -> Measure:
    return _flow(name, title, case.received_at, where)


def _closed(
    name: str,
    title: str,
    where: ColumnElement[bool] | None = None,
    value: Column | None = None,
) -> Measure:
    return _flow(name, title, case.closed_at, where, value)


RECEIVED = (
    _received("received", N_("收件")),
    _received("received_instant", N_("收件：即办件"), case.case_kind == "instant"),
    _received("received_committed", N_("收件：承诺件"), case.case_kind == "committed"),
    _received(
        "received_instant_or_committed",
        N_("收件：即办件与承诺件"),
        case.case_kind.in_(("instant", "committed")),
    ),
    _received("typed_known", N_("收件：录入日期可知"), case.is_typed_known),
    _received("typed_same_day", N_("收件：当日录入"), case.is_typed_same_day),
    _received("received_complete", N_("收件：必填项齐全"), case.is_complete),
    _received("received_faulty", N_("收件：有数据问题"), case.has_fault),
)

ACCEPTED = (
    _flow("accepted", N_("受理"), case.accepted_at),
    _flow("accepted_deemed", N_("受理：逾期视为受理"), case.accepted_at, case.is_deemed_accepted),
)

CLOSED_BY_OUTCOME = (
    _closed("closed", N_("办结")),
    _closed("closed_by_decision", N_("办结：作出决定"), is_decision),
    _closed("closed_not_accepted", N_("办结：不予受理"), case.outcome == "not_accepted"),
    _closed("closed_withdrawn", N_("办结：申请人撤回"), case.outcome == "withdrawn"),
    _closed("closed_returned", N_("办结：退件"), case.outcome == "returned"),
    _closed("closed_void", N_("办结：作废"), case.outcome == "void"),
    _closed("closed_granted", N_("决定：准予许可"), case.outcome == "granted"),
    _closed("closed_refused", N_("决定：不予许可"), case.outcome == "refused"),
    _closed("closed_completed", N_("决定：办理完毕"), case.outcome == "completed"),
    _closed("closed_reported_up", N_("决定：转报上报"), case.outcome == "reported_up"),
    _closed("closed_outcome_unknown", N_("决定：结果未记录"), case.outcome == ""),
)

_has_due = and_(
    case.promised_due_at.is_not(None),
    case.clock_stopped_at.is_not(None),
    not_(left_within(case.promised_due_at)),
)
_in_time = case.clock_stopped_at <= case.promised_due_at
_stopped_on = day_of(case.clock_stopped_at)
_due_on = day_of(case.promised_due_at)

CLOSED_BY_TIME = (
    _closed("closed_timed", N_("办结：有时限可比"), _has_due),
    _closed("closed_early", N_("提前办结"), and_(_has_due, _in_time, _stopped_on < _due_on)),
    _closed(
        "closed_just_in_time", N_("到期当日办结"), and_(_has_due, _in_time, _stopped_on == _due_on)
    ),
    _closed(
        "closed_late", N_("超期办结"), and_(_has_due, case.clock_stopped_at > case.promised_due_at)
    ),
    _closed("closed_without_limit", N_("办结：无承诺时限"), has_no_limit),
    _closed(
        "closed_untimed",
        N_("办结：不计时"),
        and_(not_(_has_due), not_(has_no_limit)),
    ),
    _closed("closed_on_the_spot", N_("当场办结"), and_(is_decision, case.is_on_the_spot)),
)

CLOSED_WITH_WHAT = (
    _closed("closed_corrected", N_("办结：曾补正"), case.correction_count > 0),
    _closed(
        "closed_corrected_once",
        N_("办结：一次告知补正"),
        and_(case.correction_count > 0, case.one_time_notice),
    ),
    _closed("closed_corrected_again", N_("办结：两次以上补正"), case.correction_count > 1),
    _closed("closed_with_pause", N_("办结：有特别程序"), was_paused),
    _closed(
        "closed_with_extension", N_("办结：曾延期"), and_(is_decision, case.extension_count > 0)
    ),
    _closed("deciders_known", N_("办结：经办人可查"), and_(is_decision, case.decider_count > 0)),
    _closed("deciders_one", N_("一人办结"), and_(is_decision, case.decider_count == 1)),
    _closed("deciders_two", N_("两人办结（一审一核）"), and_(is_decision, case.decider_count == 2)),
    _closed(
        "deciders_two_or_fewer",
        N_("至多两人办结"),
        and_(is_decision, case.decider_count.between(1, 2)),
    ),
    _closed(
        "deciders_three_or_more",
        N_("三人以上办结（三级审批）"),
        and_(is_decision, case.decider_count > 2),
    ),
    _closed("closed_by_named", N_("办结：经办人已记录"), case.officer != ""),
    _closed("closed_off_hours", N_("办结：非工作时间"), case.is_off_hours),
)

PAUSES_BEGUN = tuple(
    _closed(f"begun_{name}", title, was_paused, case[f"pauses_{name}"])
    for name, title in (
        ("over_10", N_("特别程序：距到期十个工作日以上启动")),
        ("6_to_10", N_("特别程序：距到期六至十个工作日启动")),
        ("3_to_5", N_("特别程序：距到期三至五个工作日启动")),
        ("1_to_2", N_("特别程序：距到期一至两个工作日启动")),
        ("due_day", N_("特别程序：到期当日启动")),
        ("after_due", N_("特别程序：到期之后启动")),
        ("no_due", N_("特别程序：无承诺时限")),
        ("without_notice", N_("特别程序：未书面告知")),
    )
)
"""Special procedures, not cases: `pauses` lists them one by one."""

_promised = and_(is_measured, case.promised_limit > 0)
_statutory = and_(is_measured, case.statutory_limit > 0)

CLOSED_DAYS = (
    _closed("closed_measured", N_("办结：用时可计"), is_measured),
    _closed("closed_used_days", N_("办结用时（天）"), is_measured, case.used_days),
    _closed("closed_raw_days", N_("办结用时（不扣除，天）"), is_measured, case.raw_days),
    _closed(
        "closed_excluded_days",
        N_("特别程序扣除（天）"),
        is_measured,
        case.raw_days - case.used_days,
    ),
    _closed("promised_limit_days", N_("承诺时限合计（天）"), _promised, case.promised_limit),
    _closed("promised_used_days", N_("有承诺时限的用时合计（天）"), _promised, case.used_days),
    _closed("statutory_limit_days", N_("法定时限合计（天）"), _statutory, case.statutory_limit),
    _closed("statutory_used_days", N_("有法定时限的用时合计（天）"), _statutory, case.used_days),
)


def _due(name: str, title: str, met_title: str, due: Column) -> tuple[Measure, Measure]:
    counts = not_(left_within(due))
    is_met = and_(counts, case.clock_stopped_at.is_not(None), case.clock_stopped_at <= due)
    return _flow(name, title, due, counts), _flow(f"{name}_met", met_title, due, is_met)


_acceptance_counts = not_(left_within(case.acceptance_due_at, NOT_ANSWERED))

DUE = (
    *_due(
        "due_raw", N_("应办结（原始口径）"), N_("按时办结（原始口径）"), case.promised_raw_due_at
    ),
    *_due(
        "due_lawful",
        N_("应办结（扣除特别程序）"),
        N_("按时办结（扣除特别程序）"),
        case.promised_lawful_due_at,
    ),
    *_due(
        "due_extended",
        N_("应办结（扣除特别程序并计延期）"),
        N_("按时办结（扣除特别程序并计延期）"),
        case.promised_due_at,
    ),
    *_due("due_statutory", N_("法定到期"), N_("法定时限内办结"), case.statutory_due_at),
    _flow("acceptance_due", N_("应作受理决定"), case.acceptance_due_at, _acceptance_counts),
    _flow(
        "acceptance_due_met",
        N_("按时作受理决定"),
        case.acceptance_due_at,
        and_(
            _acceptance_counts,
            case.answered_at.is_not(None),
            case.answered_at <= case.acceptance_due_at,
        ),
    ),
    _flow("delivery_due", N_("应送达"), case.delivery_due_at, case.needs_document),
    _flow(
        "delivery_due_met",
        N_("按时送达"),
        case.delivery_due_at,
        and_(
            case.needs_document,
            case.delivered_at.is_not(None),
            case.delivered_at <= case.delivery_due_at,
        ),
    ),
)

CASE_FLOWS = (
    *RECEIVED,
    *ACCEPTED,
    *CLOSED_BY_OUTCOME,
    *CLOSED_BY_TIME,
    *CLOSED_WITH_WHAT,
    *PAUSES_BEGUN,
    *CLOSED_DAYS,
    *DUE,
)
