"""What applicants and the public say: ratings of cases and what became of the bad ones; signals."""

from sqlalchemy import ColumnElement, and_, not_, text

from data_access.days import unindexed
from data_access.measures.kinds import Column, Measure, Source, said
from data_access.measures.tables import CASE_CLOCK, FINDING, case, finding
from data_access.schema import RatingClock, SignalClock
from data_access.schema.base import table_of
from supervision.ratings import BAD_SCORE
from supervision.signals import CORRECTED
from supervision.words import N_

RATING, SIGNAL = table_of(RatingClock), table_of(SignalClock)
rating, signal = RATING.c, SIGNAL.c

RATINGS = Source(
    name="rating",
    rows=RATING,
    listed=RATING.outerjoin(CASE_CLOCK, case.case_id == rating.case_id),
    department=rating.department_code,
    item=rating.item_code,
    town=rating.town_code,
    order=(rating.case_id, rating.rating_no),
    columns=(
        rating.case_id,
        case.case_no,
        rating.item_code,
        rating.department_code,
        rating.town_code,
        rating.rating_no,
        rating.rated_at,
        rating.score,
        rating.contact_due_at,
        rating.contacted_at,
        rating.rectify_due_at,
        rating.rectified_at,
        rating.revisited_at,
        said(rating.later_score, rating.revisited_at),
    ),
)
SIGNALS = Source(
    name="signal",
    rows=SIGNAL,
    listed=SIGNAL,
    department=signal.department_code,
    item=signal.item_code,
    town=signal.town_code,
    order=(signal.signal_id,),
    columns=(
        signal.signal_id,
        signal.signal_no,
        signal.kind,
        signal.item_code,
        signal.department_code,
        signal.town_code,
        signal.received_at,
        signal.due_at,
        signal.answered_at,
        said(signal.outcome, signal.answered_at),
        signal.amount,
    ),
)
SIGNAL_FINDINGS = Source(
    name="signal_finding",
    rows=FINDING,
    listed=FINDING.outerjoin(SIGNAL, signal.signal_id == finding.subject_id),
    department=finding.department_code,
    item=finding.item_code,
    town=finding.town_code,
    order=(finding.finding_id,),
    columns=(
        finding.subject_id.label("signal_id"),
        finding.subject_no.label("signal_no"),
        signal.kind,
        finding.item_code,
        finding.department_code,
        finding.town_code,
        finding.finding_id,
        finding.rule,
        finding.level,
        finding.occurs_at,
        finding.due_at,
    ),
    always=(unindexed(finding.line) == "signal",),
    level=finding.level,
)
_given = and_(not_(rating.is_default), rating.score.is_not(None))
_bad = and_(_given, text(f"rating_clock.score <= {BAD_SCORE}"))  # as the partial index says it


def _rating(
    name: str,
    title: str,
    anchor: Column,
    where: ColumnElement[bool] | None = None,
    begins: tuple[Column, ...] = (),
    ends: tuple[Column, ...] = (),
) -> Measure:
    return Measure(
        name=name, title=title, source=RATINGS, where=where, anchor=anchor, begins=begins, ends=ends
    )


RATING_FLOWS = (
    _rating("ratings_given", N_("主动评价"), rating.rated_at, _given),
    _rating("ratings_good", N_("好评"), rating.rated_at, and_(_given, rating.score > BAD_SCORE)),
    _rating("ratings_bad", N_("差评"), rating.rated_at, _bad),
    _rating("ratings_contact_due", N_("联系到期的差评"), rating.contact_due_at),
    _rating(
        "ratings_contact_met",
        N_("按时联系的差评"),
        rating.contact_due_at,
        rating.contacted_at <= rating.contact_due_at,
    ),
    _rating("ratings_rectify_due", N_("整改到期的差评"), rating.rectify_due_at),
    _rating(
        "ratings_rectify_met",
        N_("按时整改的差评"),
        rating.rectify_due_at,
        rating.rectified_at <= rating.rectify_due_at,
    ),
    _rating(
        "ratings_to_rectify",
        N_("待整改的差评"),
        rating.rated_at,
        # what was found to be untrue needs no mending
        and_(_bad, rating.is_valid.is_not(False)),
        ends=(rating.rectified_at,),
    ),
    _rating("ratings_rectified", N_("已整改的差评"), rating.rated_at, _bad, (rating.rectified_at,)),
    _rating(
        "ratings_revisited",
        N_("整改后已回访的差评"),
        rating.rated_at,
        _bad,
        (rating.rectified_at, rating.revisited_at),
    ),
    _rating(
        "ratings_rated_again",
        N_("已追评的差评"),
        rating.rated_at,
        and_(_bad, rating.later_score.is_not(None)),
        (rating.revisited_at,),
    ),
)


def _signal(
    name: str, title: str, anchor: Column, where: ColumnElement[bool] | None = None
) -> Measure:
    return Measure(
        name=name, title=title, source=SIGNALS, where=where, anchor=anchor, line="signal"
    )


_in_time = signal.answered_at <= signal.due_at


def _received(name: str, title: str, kind: str) -> Measure:
    return _signal(name, title, signal.received_at, signal.kind == kind)


def _limited(name: str, kind: str, due: str, met: str) -> tuple[Measure, Measure]:
    """What came due of a kind, and what of it was answered in time."""
    return (
        _signal(f"{name}_due", due, signal.due_at, signal.kind == kind),
        _signal(f"{name}_due_met", met, signal.due_at, and_(signal.kind == kind, _in_time)),
    )


def _standing(name: str, title: str, kind: str, *, is_late: bool = False) -> Measure:
    """What is not answered yet; of these, what is past its limit."""
    return Measure(
        name=name,
        title=title,
        source=SIGNALS,
        where=signal.kind == kind if kind else signal.kind != "accountability",
        begins=(signal.received_at,),
        exceeded=(signal.due_at,) if is_late else (),
        ends=(signal.answered_at,),
        line="signal",
    )


def _open_findings(name: str, title: str, rule: str) -> Measure:
    return Measure(
        name=name,
        title=title,
        source=SIGNAL_FINDINGS,
        where=finding.rule == rule,
        begins=(finding.occurs_at,),
        ends=(finding.ends_at, finding.withdrawn_at),
        line="signal",
    )


SIGNAL_MEASURES = (
    _signal("signals_received", N_("外部监督事项"), signal.received_at),
    _signal("accountabilities", N_("问责"), signal.received_at, signal.kind == "accountability"),
    _signal(
        "reconsiderations_concluded",
        N_("审结的行政复议"),
        signal.answered_at,
        signal.kind == "reconsideration",
    ),
    _signal(
        "reconsiderations_corrected",
        N_("被纠正的行政复议"),
        signal.answered_at,
        and_(signal.kind == "reconsideration", signal.outcome.in_(CORRECTED)),
    ),
    _signal(
        "lawsuits_judged",
        N_("判决的行政诉讼"),
        signal.answered_at,
        and_(signal.kind == "lawsuit", signal.outcome.in_(("won", "lost"))),
    ),
    _signal(
        "lawsuits_lost",
        N_("败诉的行政诉讼"),
        signal.answered_at,
        and_(signal.kind == "lawsuit", signal.outcome == "lost"),
    ),
    _signal("petitions_due", N_("到期的信访"), signal.due_at, signal.kind == "petition"),
    _signal(
        "petitions_due_met",
        N_("按期办结的信访"),
        signal.due_at,
        and_(signal.kind == "petition", _in_time),
    ),
    _signal(
        "audit_problems_due",
        N_("整改到期的审计问题"),
        signal.due_at,
        signal.kind == "audit_problem",
    ),
    _signal(
        "audit_problems_due_met",
        N_("按期整改的审计问题"),
        signal.due_at,
        and_(signal.kind == "audit_problem", signal.outcome == "rectified", _in_time),
    ),
    _received("petitions_received", N_("收到的信访"), "petition"),
    _received("hotlines_received", N_("收到的 12345 工单"), "hotline"),
    _received("discipline_reports_received", N_("收到的纪检举报"), "discipline_report"),
    _received("reconsiderations_received", N_("收到的行政复议"), "reconsideration"),
    _received("lawsuits_received", N_("收到的行政诉讼"), "lawsuit"),
    _received("audit_problems_received", N_("收到的审计问题"), "audit_problem"),
    *_limited("hotlines", "hotline", N_("到期的 12345 工单"), N_("按期办结的 12345 工单")),
    *_limited(
        "reconsiderations", "reconsideration", N_("到期的行政复议"), N_("按期审结的行政复议")
    ),
    _standing("signals_open", N_("未办结的外部监督事项"), ""),
    _standing("signals_overdue", N_("超期未办结的外部监督事项"), "", is_late=True),
    _standing("petitions_open", N_("未办结的信访"), "petition"),
    _standing("petitions_overdue", N_("超期未办结的信访"), "petition", is_late=True),
    _standing("hotlines_open", N_("未办结的 12345 工单"), "hotline"),
    _standing("hotlines_overdue", N_("超期未办结的 12345 工单"), "hotline", is_late=True),
    _standing("discipline_reports_open", N_("未办结的纪检举报"), "discipline_report"),
    _standing(
        "discipline_reports_overdue", N_("超期未办结的纪检举报"), "discipline_report", is_late=True
    ),
    _standing("reconsiderations_open", N_("未审结的行政复议"), "reconsideration"),
    _standing(
        "reconsiderations_overdue", N_("超期未审结的行政复议"), "reconsideration", is_late=True
    ),
    _standing("lawsuits_open", N_("未审结的行政诉讼"), "lawsuit"),
    _standing("lawsuits_overdue", N_("超期未审结的行政诉讼"), "lawsuit", is_late=True),
    _standing("audit_problems_open", N_("未整改的审计问题"), "audit_problem"),
    _standing("audit_problems_overdue", N_("超期未整改的审计问题"), "audit_problem", is_late=True),
    _open_findings("signals_near_limit", N_("临近或超过期限的外部监督事项"), "W110"),
    _open_findings("signals_against_department", N_("败诉或被纠正的案件"), "W111"),
    _open_findings("petitions_repeated", N_("重复信访"), "W112"),
    _open_findings("audit_problems_not_rectified", N_("逾期未整改的审计问题"), "W113"),
    _open_findings("subjects_losing_again", N_("同一事项多次败诉或被纠正"), "W114"),
)
