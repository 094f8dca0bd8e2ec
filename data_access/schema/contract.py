"""The contract: tables that business systems write or an import fills (docs/contract.md).

No foreign keys: the tables belong to other systems, whose rows arrive in any order; a row that
points nowhere becomes a data fault, not an error in somebody else's transaction.
"""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from data_access.schema.base import Base, Code, Moment, Words


class DataSource(Base):
    """A business system that writes into the shared database."""

    __tablename__ = "data_source"

    source_code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    expected_every_minutes: Mapped[int | None]


class Department(Base):
    """A department that handles approvals."""

    __tablename__ = "department"

    department_code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    display_order: Mapped[int] = mapped_column(default=0)


class Town(Base):
    """A town or subdistrict."""

    __tablename__ = "town"

    town_code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]


class ServiceItem(Base):
    """An item of the catalogue, with its limits as declared."""

    __tablename__ = "service_item"

    item_code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    department_code: Mapped[Code]
    kind: Mapped[Code]  # licence, confirmation, benefit, service, other
    case_kind: Mapped[Code] = mapped_column(default="committed")
    # committed, instant, reported_up (needs a higher level's decision)
    promised_limit: Mapped[int | None]
    statutory_limit: Mapped[int | None]
    limit_unit: Mapped[Code] = mapped_column(default="working_day")
    # working_day, natural_day, working_hour
    approval_level: Mapped[Code | None]  # one_person, two_persons, three_levels
    service_class: Mapped[Code | None]  # on_the_spot, early, within_limit
    online_depth: Mapped[Code | None]  # none, pre_check, unified_acceptance, fully_online
    max_visits: Mapped[int | None]
    is_centralised: Mapped[bool] = mapped_column(default=False)
    is_joint: Mapped[bool] = mapped_column(default=False)
    needs_document: Mapped[bool] = mapped_column(default=True)
    delivery_limit: Mapped[int | None]  # working days; the law's ten where empty


class ProcedureStep(Base):
    """A step of an item's declared procedure."""

    __tablename__ = "procedure_step"

    item_code: Mapped[Code] = mapped_column(primary_key=True)
    step_code: Mapped[Code] = mapped_column(primary_key=True)
    step_order: Mapped[int]
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    kind: Mapped[Code]  # receive, accept, review, approve, deliver, on_site, other
    limit_days: Mapped[int | None]  # working days
    is_required: Mapped[bool] = mapped_column(default=True)


class ProcedureRule(Base):
    """A declared rule about steps, for one item or, with an empty item_code, for all."""

    __tablename__ = "procedure_rule"

    rule_no: Mapped[Code] = mapped_column(primary_key=True)
    item_code: Mapped[Code] = mapped_column(default="")
    form: Mapped[Code]
    # precedence (second only after first), response (first is followed by second),
    # absence (first never), at_most_once (first), different_persons (first, second)
    first_kind: Mapped[Code]
    second_kind: Mapped[Code | None]
    sentence: Mapped[Words]
    sentence_en: Mapped[Words | None]
    article: Mapped[Words]
    article_en: Mapped[Words | None]
    level: Mapped[Code] = mapped_column(default="yellow")
    is_active: Mapped[bool] = mapped_column(default=True)


class ApprovalCase(Base):
    """One application and what became of it."""

    __tablename__ = "approval_case"
    __table_args__ = (Index(None, "case_no"), Index(None, "applicant_id_no"))

    case_id: Mapped[Code] = mapped_column(primary_key=True)  # unique in the district
    source_code: Mapped[Code]
    case_no: Mapped[Code]
    item_code: Mapped[Code | None]
    department_code: Mapped[Code | None]
    town_code: Mapped[Code | None]
    channel: Mapped[Code | None]  # online, window, phone, self_service, other
    applicant_kind: Mapped[Code | None]  # person, enterprise
    applicant_name: Mapped[Words | None]
    applicant_id_no: Mapped[Code | None]
    applicant_phone: Mapped[Code | None]
    officer: Mapped[Words | None]
    handled_by: Mapped[Code | None]  # approval_section, bureau
    receipt_no: Mapped[Code | None]  # empty text: none was given; NULL: the source does not tell
    precheck_submitted_at: Mapped[Moment | None]
    precheck_answered_at: Mapped[Moment | None]
    received_at: Mapped[Moment | None]
    accepted_at: Mapped[Moment | None]
    decided_at: Mapped[Moment | None]
    delivered_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    outcome: Mapped[Code | None]
    # granted, refused, not_accepted, withdrawn, returned, void, reported_up, completed
    decision_reason: Mapped[Words | None]
    remedy_told: Mapped[bool | None]
    promised_due_at: Mapped[Moment | None]  # the source's own promise; stands instead of ours
    statutory_due_at: Mapped[Moment | None]
    source_verdict: Mapped[Code | None]  # on_time, overdue
    renews_expiry_on: Mapped[date | None]
    visits: Mapped[int | None]
    created_at: Mapped[Moment | None]  # when the row was typed into its business system


class CaseStep(Base):
    """One step as it was really taken."""

    __tablename__ = "case_step"

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    step_no: Mapped[int] = mapped_column(primary_key=True)
    step_code: Mapped[Code]
    name: Mapped[Words | None]
    kind: Mapped[Code | None]
    officer: Mapped[Words | None]
    officer_count: Mapped[int | None]
    arrived_at: Mapped[Moment | None]  # handed to this step
    started_at: Mapped[Moment | None]  # signed for
    ended_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]  # the source's own limit of this step
    result: Mapped[Code | None]


class CasePause(Base):
    """A special procedure during which time does not count."""

    __tablename__ = "case_pause"

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    pause_no: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    # hearing, bidding, auction, inspection, testing, quarantine, appraisal, expert_review, other
    started_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    limit_days: Mapped[int | None]
    notice_no: Mapped[Code | None]
    approver: Mapped[Words | None]
    reason: Mapped[Words | None]


class CaseExtension(Base):
    """An extension of the limit."""

    __tablename__ = "case_extension"

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    extension_no: Mapped[int] = mapped_column(primary_key=True)
    approved_at: Mapped[Moment | None]
    days: Mapped[int | None]  # working days
    approver: Mapped[Words | None]
    notice_no: Mapped[Code | None]
    reason: Mapped[Words | None]


class CorrectionNotice(Base):
    """A notice that tells the applicant what is missing."""

    __tablename__ = "correction_notice"

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    notice_no: Mapped[int] = mapped_column(primary_key=True)
    notified_at: Mapped[Moment | None]
    replied_at: Mapped[Moment | None]
    is_new_fact: Mapped[bool] = mapped_column(default=False)
    materials: Mapped[Words | None]


class CaseRating(Base):
    """What the applicant said of the service, one to five."""

    __tablename__ = "case_rating"

    case_id: Mapped[Code] = mapped_column(primary_key=True)
    rating_no: Mapped[int] = mapped_column(primary_key=True)
    rated_at: Mapped[Moment | None]
    score: Mapped[int | None]
    is_default: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[Words | None]
    contacted_at: Mapped[Moment | None]  # about a bad one
    is_valid: Mapped[bool | None]  # whether a bad one was right; empty: not looked into yet
    rectified_at: Mapped[Moment | None]
    revisited_at: Mapped[Moment | None]
    later_score: Mapped[int | None]  # what the applicant gave after the rectification
