"""What is counted of appeals: their loop, their limits, and the two voices of their resolution.

A row of appeal_clock is a round: what was counted when the first answer came stays counted when
the appeal is reopened. A row of appeal_stay is a stretch at one stage and holder.
"""

from sqlalchemy import ColumnElement, and_, or_

from data_access.measures.kinds import AS_OF, Column, Measure, Source, said, told_by_now
from data_access.schema import AppealClock, AppealStay
from data_access.schema.base import table_of
from supervision.appeals.loop import Stage
from supervision.words import N_

LINE = "appeal"
CLOCK, STAY = table_of(AppealClock), table_of(AppealStay)
clock, stay = CLOCK.c, STAY.c
CONTENT = 3
"""The lowest of five marks that says the enterprise is satisfied."""

ROUNDS = Source(
    name="appeal_round",
    rows=CLOCK,
    listed=CLOCK,
    department=clock.department_code,
    item=clock.item_code,
    town=clock.town_code,
    order=(clock.appeal_id, clock.round_no),
    columns=(
        clock.appeal_id,
        clock.round_no,
        clock.appeal_no,
        clock.item_code,
        clock.department_code,
        clock.town_code,
        clock.channel,
        clock.opened_at,
        clock.contacted_at,
        clock.due_at,
        clock.answered_at,
        said(clock.outcome, clock.answered_at),
        clock.called_back_at,
        said(clock.enterprise_verdict, clock.called_back_at),
        said(clock.satisfaction, clock.called_back_at),
        said(clock.used_days, clock.answered_at),
    ),
    last=clock.last_at,
)
STAYS = Source(
    name="appeal_stay",
    rows=STAY,
    listed=STAY.outerjoin(
        CLOCK, and_(clock.appeal_id == stay.appeal_id, clock.round_no == stay.round_no)
    ),
    department=stay.department_code,
    item=stay.item_code,
    town=stay.town_code,
    order=(stay.appeal_id, stay.stay_no),
    columns=(
        stay.appeal_id,
        clock.appeal_no,
        stay.item_code,
        stay.department_code,
        stay.town_code,
        stay.stay_no,
        stay.stage,
        stay.entered_at,
        stay.due_at,
        stay.left_at,
        stay.begun_by,
        said(stay.ended_by, stay.left_at),
    ),
)

WITHOUT_RESULT = ("withdrawn", "not_accepted")
_has_result = clock.outcome.not_in(WITHOUT_RESULT)
_first = clock.round_no == 1
_in_loop = and_(clock.class_code != "", _has_result)
_judged = clock.enterprise_verdict.in_(("solved", "partly", "not_solved"))


def _flow(
    name: str,
    title: str,
    anchor: Column,
    where: ColumnElement[bool] | None = None,
    source: Source = ROUNDS,
    value: Column | None = None,
    begins: tuple[Column, ...] = (),
    whole: str = "",
) -> Measure:
    return Measure(
        name=name,
        title=title,
        source=source,
        where=where,
        anchor=anchor,
        value=value,
        begins=begins,
        whole=whole,
        line=LINE,
    )


def _stock(
    name: str,
    title: str,
    begins: tuple[Column, ...],
    ends: tuple[Column, ...],
    where: ColumnElement[bool] | None = None,
    source: Source = ROUNDS,
    exceeded: tuple[Column, ...] = (),
) -> Measure:
    return Measure(
        name=name,
        title=title,
        source=source,
        where=where,
        begins=begins,
        exceeded=exceeded,
        ends=ends,
        line=LINE,
    )


def _is_due(due: Column) -> ColumnElement[bool]:
    """Not withdrawn or refused within the limit: decision 012."""
    return or_(_has_result, clock.answered_at.is_(None), clock.answered_at > due)


_contact_due = _is_due(clock.contact_due_at)
_contact_met = and_(_contact_due, clock.contacted_at <= clock.contact_due_at)
_signed_in_time = or_(clock.sign_due_at.is_(None), clock.signed_at <= clock.sign_due_at)
_due = _is_due(clock.due_at)
_missed = and_(_due, or_(clock.answered_at.is_(None), clock.answered_at > clock.due_at))
_timed = and_(_has_result, clock.due_at.is_not(None))

OF_REQUESTS = (
    _flow("appeals_received", N_("收到的诉求"), clock.opened_at, _first),
    _flow(
        "appeals_of_enterprises",
        N_("企业提出的诉求"),
        clock.opened_at,
        and_(_first, clock.enterprise_code != ""),
    ),
    _flow("appeals_repeated", N_("重复诉求"), clock.opened_at, and_(_first, clock.is_repeat)),
    _flow(
        "appeals_about_case",
        N_("关于办件的诉求"),
        clock.opened_at,
        and_(_first, clock.case_id != ""),
    ),
    _flow("appeals_reopened", N_("重办的诉求"), clock.reopened_at),
)
OF_LIMITS = (
    _flow("appeals_contact_due", N_("首次联系到期的诉求"), clock.contact_due_at, _contact_due),
    _flow("appeals_contact_met", N_("按时联系的诉求"), clock.contact_due_at, _contact_met),
    _flow(
        "appeals_response_met",
        N_("按时签收并联系的诉求"),
        clock.contact_due_at,
        and_(_contact_met, _signed_in_time),
    ),
    _flow("appeals_due", N_("办理到期的诉求"), clock.due_at, _due),
    _flow(
        "appeals_due_met",
        N_("到期前答复的诉求"),
        clock.due_at,
        and_(_due, clock.answered_at <= clock.due_at),
    ),
    _flow("appeals_due_missed", N_("到期未答复的诉求"), clock.due_at, _missed),
    *told_by_now(
        _flow(
            "appeals_missed_supervised",
            N_("到期未答复、已督办的诉求"),
            clock.due_at,
            and_(_missed, clock.supervised_at.is_not(None)),  # so that its partial index serves it
            begins=(clock.supervised_at,),
        ),
        "appeals_missed_ever_supervised",
        N_("到期未答复、已督办的诉求（迄今）"),
    ),
)
OF_ANSWERS = (
    _flow("appeals_answered", N_("答复的诉求"), clock.answered_at),
    _flow("appeals_answered_timed", N_("有时限的答复"), clock.answered_at, _timed),
    _flow(
        "appeals_answered_in_time",
        N_("按时答复"),
        clock.answered_at,
        and_(_timed, clock.answered_at <= clock.due_at),
    ),
    _flow(
        "appeals_answered_late",
        N_("超时答复"),
        clock.answered_at,
        and_(_timed, clock.answered_at > clock.due_at),
    ),
    _flow(
        "appeals_answered_without_limit",
        N_("没有时限的答复"),
        clock.answered_at,
        and_(_has_result, clock.due_at.is_(None)),
    ),
    _flow(
        "appeals_with_outcome",
        N_("有结果的答复"),
        clock.answered_at,
        and_(_has_result, clock.outcome != ""),
    ),
    _flow(
        "appeals_solved",
        N_("部门答复已解决的诉求"),
        clock.answered_at,
        clock.outcome == "solved",
    ),
    _flow("appeals_to_call_back", N_("应回访的诉求"), clock.answered_at, _in_loop),
    _flow(
        "appeals_called_back",
        N_("已回访的诉求"),
        clock.answered_at,
        _in_loop,
        begins=(clock.called_back_at,),
        whole="appeals_ever_called_back",
    ),
    _flow(
        "appeals_ever_called_back",
        N_("已回访的诉求（迄今）"),
        clock.answered_at,
        and_(_in_loop, clock.called_back_at.is_not(None)),
    ),
    _flow(
        "appeals_measured",
        N_("计用时的答复"),
        clock.answered_at,
        and_(_has_result, clock.used_days.is_not(None)),
    ),
    _flow(
        "appeals_used_days",
        N_("答复用时（工作日）"),
        clock.answered_at,
        and_(_has_result, clock.used_days.is_not(None)),
        value=clock.used_days,
    ),
    _flow("appeal_urges", N_("催办次数"), clock.answered_at, value=clock.urge_count),
)
OF_VERDICTS = (
    _flow("appeals_judged", N_("企业作出评判的诉求"), clock.called_back_at, _judged),
    _flow(
        "appeals_confirmed",
        N_("企业认可已解决的诉求"),
        clock.called_back_at,
        clock.enterprise_verdict == "solved",
    ),
    _flow(
        "appeals_solved_judged",
        N_("部门答复已解决、企业已评判的诉求"),
        clock.called_back_at,
        and_(_judged, clock.outcome == "solved"),
    ),
    _flow(
        "appeals_denied",
        N_("部门答复已解决、企业称未解决的诉求"),
        clock.called_back_at,
        and_(clock.enterprise_verdict == "not_solved", clock.outcome == "solved"),
    ),
    _flow(
        "appeals_marked",
        N_("企业打分的诉求"),
        clock.called_back_at,
        clock.satisfaction.is_not(None),
    ),
    _flow(
        "appeals_satisfied",
        N_("企业满意的诉求"),
        clock.called_back_at,
        clock.satisfaction >= CONTENT,
    ),
)
OF_HOLDERS = (
    _flow(
        "appeal_dispatches",
        N_("诉求分派次数"),
        stay.entered_at,
        stay.begun_by.in_(("dispatch", "redispatch")),
        STAYS,
    ),
    _flow("appeal_returns", N_("诉求退回次数"), stay.left_at, stay.ended_by == "return", STAYS),
    _flow(
        "appeal_sign_due",
        N_("签收到期"),
        stay.due_at,
        stay.stage == Stage.SIGN.value,
        STAYS,
    ),
    _flow(
        "appeal_sign_met",
        N_("按时签收"),
        stay.due_at,
        and_(stay.stage == Stage.SIGN.value, stay.left_at <= stay.due_at),
        STAYS,
    ),
)
OF_THE_MOMENT = (
    _stock("appeals_open", N_("在办诉求"), (clock.opened_at,), (clock.answered_at,)),
    _stock(
        "appeals_open_overdue",
        N_("超时在办诉求"),
        (clock.opened_at,),
        (clock.answered_at,),
        exceeded=(clock.due_at,),
    ),
    Measure(
        name="appeals_open_soon",
        title=N_("即将到期的在办诉求"),
        source=ROUNDS,
        # due at this very second is not yet overdue
        where=clock.due_at >= AS_OF,
        begins=(clock.opened_at, clock.soon_at),
        ends=(clock.answered_at,),
        line=LINE,
    ),
    _stock(
        "appeals_open_without_limit",
        N_("没有时限的在办诉求"),
        (clock.opened_at,),
        (clock.answered_at,),
        and_(clock.due_at.is_(None), clock.raw_due_at.is_(None)),
    ),
    _stock(
        "appeals_suspended",
        N_("挂起的诉求"),
        (stay.entered_at,),
        (stay.left_at,),
        stay.stage == Stage.SUSPENDED.value,
        STAYS,
    ),
)

APPEAL_MEASURES = (
    *OF_REQUESTS,
    *OF_LIMITS,
    *OF_ANSWERS,
    *OF_VERDICTS,
    *OF_HOLDERS,
    *OF_THE_MOMENT,
)
