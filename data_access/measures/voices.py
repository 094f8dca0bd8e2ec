"""What applicants and the public say: ratings of cases and what became of the bad ones; signals."""

from sqlalchemy import ColumnElement, and_, not_

from data_access.measures.kinds import Column, Measure, Source
from data_access.measures.tables import CASE_CLOCK, case
from data_access.schema import RatingClock, SignalClock
from data_access.schema.base import table_of
from supervision.ratings import BAD_SCORE
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
        rating.later_score,
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
        signal.outcome,
        signal.amount,
    ),
)
_given = and_(not_(rating.is_default), rating.score.is_not(None))
_bad = and_(_given, rating.score <= BAD_SCORE)


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
CORRECTED = ("revoked", "changed", "declared_unlawful")

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
)
