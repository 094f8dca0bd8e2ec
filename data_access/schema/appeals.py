"""The appeals line: its contract (docs/contract.md), and what evaluation derives from it."""

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data_access.schema.base import Base, Code, Moment, Words
from data_access.schema.cells import cell_tables
from data_access.schema.derived import Sequence
from supervision.ratings import BAD_SCORE

# ---- contract


class Enterprise(Base):
    """An enterprise of the district; applications name it by applicant_id_no."""

    __tablename__ = "enterprise"

    enterprise_code: Mapped[Code] = mapped_column(primary_key=True)  # unified social credit code
    source_code: Mapped[Code]
    name: Mapped[Words]
    town_code: Mapped[Code | None]
    industry: Mapped[Code | None]
    scale: Mapped[Code | None]  # large, medium, small, micro
    is_listed_key: Mapped[bool] = mapped_column(default=False)


class AppealClass(Base):
    """A class of appeals with its limits; what has no limit is not waited for."""

    __tablename__ = "appeal_class"

    class_code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    # units: hour, working_hour, working_day, natural_day
    sign_limit: Mapped[int | None]
    sign_unit: Mapped[Code | None]
    contact_limit: Mapped[int | None]
    contact_unit: Mapped[Code | None]
    reply_limit: Mapped[int | None]
    reply_unit: Mapped[Code | None]
    close_limit: Mapped[int | None]
    close_unit: Mapped[Code | None]
    redo_limit: Mapped[int | None]
    redo_unit: Mapped[Code | None]


class AppealCategory(Base):
    """A theme of the tree of themes, and the class that its appeals have."""

    __tablename__ = "appeal_category"

    category_code: Mapped[Code] = mapped_column(primary_key=True)
    parent_code: Mapped[Code | None]
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    class_code: Mapped[Code | None]


class Appeal(Base):
    """One appeal of an enterprise and what became of it."""

    __tablename__ = "appeal"
    __table_args__ = (
        Index(None, "appeal_no"),
        Index(None, "case_id"),
        # the neighbours of an appeal, the same enterprise and theme, without a look at its row
        Index(None, "enterprise_code", "requested_at", "category_code", "appeal_id"),
        Index(None, "category_code", "requested_at", "enterprise_code"),
    )

    appeal_id: Mapped[Code] = mapped_column(primary_key=True)  # unique in the district
    source_code: Mapped[Code]
    appeal_no: Mapped[Code]
    category_code: Mapped[Code | None]
    class_code: Mapped[Code | None]  # empty: the category's
    department_code: Mapped[Code | None]
    town_code: Mapped[Code | None]
    channel: Mapped[Code | None]  # online, centre, phone, visit, hotline, other
    enterprise_code: Mapped[Code | None]
    enterprise_name: Mapped[Words | None]
    contact_name: Mapped[Words | None]
    contact_phone: Mapped[Code | None]
    title: Mapped[Words | None]
    content: Mapped[str | None] = mapped_column(String(4000))
    case_id: Mapped[Code | None]
    project_id: Mapped[Code | None]
    claim: Mapped[Code | None]  # reasonable, unreasonable, beyond_remit
    requested_at: Mapped[Moment | None]
    accepted_at: Mapped[Moment | None]
    dispatched_at: Mapped[Moment | None]
    signed_at: Mapped[Moment | None]
    contacted_at: Mapped[Moment | None]
    replied_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    outcome: Mapped[Code | None]
    # solved, explained, partly_solved, not_solved, not_accepted, withdrawn
    expected_at: Mapped[Moment | None]  # the source's own limit; stands instead of ours
    source_verdict: Mapped[Code | None]  # on_time, overdue
    called_back_at: Mapped[Moment | None]
    enterprise_verdict: Mapped[Code | None]  # solved, partly, not_solved, no_answer
    satisfaction: Mapped[int | None]
    verified_at: Mapped[Moment | None]
    officer: Mapped[Words | None]
    created_at: Mapped[Moment | None]


class AppealStep(Base):
    """One step of the loop as it was really taken."""

    __tablename__ = "appeal_step"

    appeal_id: Mapped[Code] = mapped_column(primary_key=True)
    step_no: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    # dispatch, sign, contact, reply, return, redispatch, suspend, resume, answer, close,
    # call_back, reopen, verify, urge, supervise
    department_code: Mapped[Code | None]
    officer: Mapped[Words | None]
    happened_at: Mapped[Moment | None]
    note: Mapped[Words | None]
    result: Mapped[Code | None]


class PublicSignal(Base):
    """A word from outside about a department: a petition, a report, a lawsuit, an audit."""

    __tablename__ = "public_signal"
    __table_args__ = (
        # the neighbours of a signal: the same enterprise's, and those about the same subject
        Index(None, "enterprise_code", "kind"),
        Index(None, "subject_code", "kind"),
    )

    signal_id: Mapped[Code] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    signal_no: Mapped[Code]
    kind: Mapped[Code]
    # petition, hotline, discipline_report, reconsideration, lawsuit, audit_problem, accountability
    department_code: Mapped[Code | None]
    town_code: Mapped[Code | None]
    subject_code: Mapped[Code | None]
    enterprise_code: Mapped[Code | None]
    received_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]
    extended_days: Mapped[int | None]  # natural days
    answered_at: Mapped[Moment | None]
    outcome: Mapped[Code | None]
    amount: Mapped[int | None] = mapped_column(BigInteger)  # yuan


CONTRACT = (Enterprise, AppealClass, AppealCategory, Appeal, AppealStep, PublicSignal)
"""The tables that other systems write."""


# ---- derived

PLACES = ("department_code", "item_code", "town_code")
WAS_SUPERVISED = text("supervised_at IS NOT NULL")


IS_ABOUT_PROJECT = text("project_id <> ''")


class AppealClock(Base):
    """One row a round of an appeal that counts: the moments at which its state changes.

    The first round begins with the request, each further one with a reopening. Every state at any
    time is a comparison with these. Days are working days.
    """

    __tablename__ = "appeal_clock"
    __table_args__ = (
        # what was asked, answered and judged in a period, by town: by the index alone
        Index(None, "opened_at", "town_code", "round_no"),
        Index(None, "answered_at", "town_code", "outcome"),
        Index(None, "called_back_at", "town_code", "enterprise_verdict"),
        Index(
            "ix_appeal_clock_due_at_supervised",
            *("due_at", "supervised_at", "answered_at", "outcome"),
            *PLACES,
            sqlite_where=WAS_SUPERVISED,
            postgresql_where=WAS_SUPERVISED,
        ),
        Index(None, "last_at"),
        Index("ix_appeal_clock_verified_at", "verified_at", *PLACES),
        # the themes of a town: its cells know none
        Index(
            "ix_appeal_clock_town_code_opened_at",
            *("town_code", "opened_at", "round_no", "item_code", "department_code"),
        ),
        # who was verified last of a department, or of a theme
        Index(None, "department_code", "verified_at"),
        Index(None, "item_code", "verified_at"),
        # a changed cell is counted anew from the rows of its item and day, or department and day
        Index(None, "department_code", "opened_at"),
        Index(None, "department_code", "answered_at"),
        Index(None, "department_code", "called_back_at"),
        Index(None, "item_code", "opened_at"),
        Index(None, "item_code", "answered_at"),
        Index(None, "item_code", "called_back_at"),
        Index(None, "due_at", "department_code"),
        Index(None, "contact_due_at", "department_code"),
        Index(None, "reopened_at", "department_code"),
        Index(None, "enterprise_code", "opened_at"),
        Index(None, "appeal_no"),
        Index(None, "case_id", "round_no", "opened_at"),
        # few are about a project
        Index(
            None,
            "project_id",
            sqlite_where=IS_ABOUT_PROJECT,
            postgresql_where=IS_ABOUT_PROJECT,
        ),
        Index(None, "run_no"),
    )

    appeal_id: Mapped[Code] = mapped_column(primary_key=True)
    round_no: Mapped[int] = mapped_column(primary_key=True)
    is_last: Mapped[bool]  # no later round has begun
    source_code: Mapped[Code]
    appeal_no: Mapped[Code]
    item_code: Mapped[Code]  # its category; "" where the source names none
    department_code: Mapped[Code]  # who held it last in this round
    town_code: Mapped[Code]
    channel: Mapped[Code]
    class_code: Mapped[Code]
    enterprise_code: Mapped[Code]
    case_id: Mapped[Code]
    project_id: Mapped[Code]
    claim: Mapped[Code]

    opened_at: Mapped[Moment]  # the request, or the reopening
    accepted_at: Mapped[Moment | None]
    dispatched_at: Mapped[Moment | None]
    signed_at: Mapped[Moment | None]  # by the first who did; at the latest by who answered
    contacted_at: Mapped[Moment | None]  # at the latest with the answer
    replied_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]  # answer or closing, whichever came first
    closed_at: Mapped[Moment | None]
    called_back_at: Mapped[Moment | None]
    verified_at: Mapped[Moment | None]
    reopened_at: Mapped[Moment | None]  # the beginning of the next round
    suspended_from: Mapped[Moment | None]  # the open suspension, if any
    supervised_at: Mapped[Moment | None]
    last_at: Mapped[Moment]  # the latest moment of its loop, or when it was supervised

    outcome: Mapped[Code]  # the department's voice; "" while open or unknown
    enterprise_verdict: Mapped[Code]  # the enterprise's voice; "" until called back
    satisfaction: Mapped[int | None]

    started_at: Mapped[Moment | None]  # the handling limits run from here
    limit_amount: Mapped[int | None]
    limit_unit: Mapped[Code]
    sign_due_at: Mapped[Moment | None]  # of the first holder
    contact_due_at: Mapped[Moment | None]
    reply_due_at: Mapped[Moment | None]
    soon_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]  # suspensions out
    raw_due_at: Mapped[Moment | None]  # nothing out
    is_provisional: Mapped[bool]  # a limit reaches into a year whose calendar is not published

    used_days: Mapped[int | None]  # start to answer, suspensions out; empty while it runs
    raw_days: Mapped[int | None]
    dispatch_count: Mapped[int]
    return_count: Mapped[int]
    holder_changes: Mapped[int]
    suspension_count: Mapped[int]
    urge_count: Mapped[int]
    is_repeat: Mapped[bool]  # the same enterprise and category in the ninety days before
    same_subject_again_at: Mapped[Moment | None]  # within thirty days of the answer
    source_verdict: Mapped[Code]
    run_no: Mapped[int] = mapped_column(Sequence)


class AppealStay(Base):
    """One row for each stretch in which an appeal waited for one thing at one holder.

    The stays of an appeal touch: at any moment until it is done it stands in exactly one.
    """

    __tablename__ = "appeal_stay"
    __table_args__ = (
        Index(None, "item_code", "entered_at"),
        Index(None, "entered_at"),
        Index(None, "stage", "left_at"),
        Index(None, "item_code", "left_at"),
        Index(None, "left_at"),
        Index(None, "department_code", "entered_at"),
        Index(None, "department_code", "left_at"),
        Index(None, "due_at", "department_code", "stage", "left_at"),
    )

    appeal_id: Mapped[Code] = mapped_column(primary_key=True)
    stay_no: Mapped[int] = mapped_column(primary_key=True)
    round_no: Mapped[int]
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    stage: Mapped[Code]
    # acceptance, dispatch, sign, contact, handle, suspended, call_back, verify
    entered_at: Mapped[Moment]
    left_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]  # of signing, of the first contact, of handling
    begun_by: Mapped[Code]  # the act that began it: request, accept, dispatch, redispatch, ...
    ended_by: Mapped[Code]  # the act that ended it; "" while it lasts


IS_BAD = text(f"score <= {BAD_SCORE}")


class RatingClock(Base):
    """One row a rating that counts, with the limits of a bad one and what became of it."""

    __tablename__ = "rating_clock"
    __table_args__ = (
        Index(None, "item_code", "rated_at"),
        Index(None, "rated_at"),
        Index(
            "ix_rating_clock_town_code_rated_at",
            *("town_code", "rated_at", "score", "is_default", "is_valid", "department_code"),
        ),
        # what became of the bad ones of a period, by the index alone
        Index(
            "ix_rating_clock_bad",
            *("rated_at", "score", "is_default", "is_valid"),
            *("rectified_at", "revisited_at", "later_score"),
            *("department_code", "item_code", "town_code"),
            sqlite_where=IS_BAD,
            postgresql_where=IS_BAD,
        ),
        Index(None, "contact_due_at", "item_code"),
        Index(None, "rectify_due_at", "item_code"),
    )

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    rating_no: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    rated_at: Mapped[Moment]
    score: Mapped[int | None]
    is_default: Mapped[bool]
    is_valid: Mapped[bool | None]
    contacted_at: Mapped[Moment | None]
    contact_due_at: Mapped[Moment | None]  # only of a bad rating
    rectified_at: Mapped[Moment | None]
    rectify_due_at: Mapped[Moment | None]  # only of a bad rating that is not unfounded
    revisited_at: Mapped[Moment | None]
    later_score: Mapped[int | None]


class SignalClock(Base):
    """One row a public signal that counts, with its limit."""

    __tablename__ = "signal_clock"
    __table_args__ = (
        Index(None, "item_code", "received_at"),
        Index(None, "item_code", "answered_at"),
        Index(None, "received_at"),
        # how those of a period came out, by the index alone
        Index(
            "ix_signal_clock_answered_at_outcome",
            *("answered_at", "kind", "outcome"),
            *("department_code", "item_code", "town_code"),
        ),
        Index(None, "due_at", "item_code"),
        Index(None, "enterprise_code"),
        Index(None, "kind", "received_at"),  # when each source was last heard of
    )

    signal_id: Mapped[Code] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    signal_no: Mapped[Code]
    kind: Mapped[Code]
    item_code: Mapped[Code]  # its subject
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    enterprise_code: Mapped[Code]
    received_at: Mapped[Moment]
    due_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    outcome: Mapped[Code]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    run_no: Mapped[int] = mapped_column(Sequence)


APPEAL_MEASURES = (
    # anchored at the request, or at the reopening
    *("appeals_received", "appeals_of_enterprises", "appeals_repeated", "appeals_about_case"),
    "appeals_reopened",
    # anchored at the moment a limit ends
    *("appeals_contact_due", "appeals_contact_met", "appeals_response_met"),
    *("appeals_due", "appeals_due_met", "appeals_due_missed", "appeals_missed_ever_supervised"),
    # anchored at the answer
    "appeals_answered",
    *("appeals_answered_timed", "appeals_answered_in_time", "appeals_answered_late"),
    *("appeals_answered_without_limit", "appeals_with_outcome", "appeals_solved"),
    *("appeals_to_call_back", "appeals_ever_called_back"),
    *("appeals_measured", "appeals_used_days", "appeal_urges"),
    # anchored at the call-back
    *("appeals_judged", "appeals_confirmed", "appeals_solved_judged", "appeals_denied"),
    *("appeals_marked", "appeals_satisfied"),
    # stays: anchored at their beginning, their end, and their limit
    *("appeal_dispatches", "appeal_returns", "appeal_sign_due", "appeal_sign_met"),
    # anchored at the request, of those that have come so far by now; and by their channel
    *("appeals_ever_accepted", "appeals_ever_dispatched", "appeals_ever_signed"),
    *("appeals_ever_contacted", "appeals_ever_replied", "appeals_ever_settled"),
    *("appeals_ever_settled_called_back", "appeals_ever_verified"),
    *("appeals_received_online", "appeals_received_centre", "appeals_received_phone"),
    *("appeals_received_visit", "appeals_received_hotline", "appeals_received_other"),
    # findings: anchored at the moment they occur
    *("appeals_found_w45", "appeals_found_w46"),
)
"""Every additive measure of the appeals line; data_access.measures says what each one counts."""

SIGNAL_MEASURES = (
    *("signals_received", "accountabilities"),
    *("reconsiderations_concluded", "reconsiderations_corrected"),
    *("lawsuits_judged", "lawsuits_lost"),
    *("petitions_due", "petitions_due_met", "audit_problems_due", "audit_problems_due_met"),
    *("petitions_received", "hotlines_received", "discipline_reports_received"),
    *("reconsiderations_received", "lawsuits_received", "audit_problems_received"),
    *("hotlines_due", "hotlines_due_met", "reconsiderations_due", "reconsiderations_due_met"),
)
"""Every additive measure of public signals."""

APPEAL_CELLS = cell_tables("appeal", APPEAL_MEASURES, has_towns=True)
SIGNAL_CELLS = cell_tables("signal", SIGNAL_MEASURES)
