"""The projects line: the tables that others write, and what is derived from them.

Contract (docs/contract.md): money in units of 10,000 yuan, as offices write it.
Derived (written by evaluation only): money in yuan, `item_code` is the kind of the project, and
everything that changes over time is a row a stretch, from valid_from to valid_until.
"""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from data_access.schema.base import Base, Code, Moment, Words
from data_access.schema.cells import cell_tables
from data_access.schema.derived import Sequence


class Project(Base):
    """A key project (contract)."""

    __tablename__ = "project"
    __table_args__ = (Index(None, "project_code"), Index(None, "enterprise_code"))

    project_id: Mapped[Code] = mapped_column(primary_key=True)  # unique in the district
    source_code: Mapped[Code]
    project_code: Mapped[Code | None]
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    department_code: Mapped[Code | None]  # the one in the lead
    coordinator: Mapped[Words | None]  # personal data
    town_code: Mapped[Code | None]
    kind: Mapped[Code | None]
    enterprise_code: Mapped[Code | None]
    builder: Mapped[Words | None]
    total_investment: Mapped[float | None]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    started_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    in_statistics_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    created_at: Mapped[Moment | None]


class ProjectYear(Base):
    """What the list of a year says of a project (contract)."""

    __tablename__ = "project_year"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    list_kind: Mapped[Code | None]  # start, complete, continue, reserve
    planned_start_on: Mapped[date | None]
    planned_completion_on: Mapped[date | None]
    planned_investment: Mapped[float | None]
    planned_fund: Mapped[float | None]


class ProjectMonth(Base):
    """A monthly report (contract)."""

    __tablename__ = "project_month"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    month: Mapped[Code] = mapped_column(primary_key=True)  # 2026-03
    planned_investment: Mapped[float | None]  # since the first of January, as the next two
    invested: Mapped[float | None]
    fund_paid: Mapped[float | None]
    progress_percent: Mapped[float | None]
    planned_percent: Mapped[float | None]
    note: Mapped[Words | None]
    reported_at: Mapped[Moment | None]


class ProjectMilestone(Base):
    """A milestone with its first planned date (contract)."""

    __tablename__ = "project_milestone"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    milestone_no: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    stage: Mapped[Code | None]
    name: Mapped[Words]
    name_en: Mapped[Words | None]
    planned_on: Mapped[date | None]
    reached_on: Mapped[date | None]


class ProjectMilestoneChange(Base):
    """A request to move the date of a milestone (contract)."""

    __tablename__ = "project_milestone_change"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    milestone_no: Mapped[int] = mapped_column(primary_key=True)
    change_no: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[Moment | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    reason: Mapped[Words | None]
    is_approved: Mapped[bool | None]
    approver: Mapped[Words | None]


class ProjectPause(Base):
    """A stretch in which a project lies still (contract)."""

    __tablename__ = "project_pause"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    pause_no: Mapped[int] = mapped_column(primary_key=True)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    reason: Mapped[Words | None]
    next_step: Mapped[Words | None]
    expected_end_on: Mapped[date | None]
    noted_at: Mapped[Moment | None]


class ProjectBlocker(Base):
    """Something that holds a project up (contract)."""

    __tablename__ = "project_blocker"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    blocker_no: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    description: Mapped[Words | None]
    department_code: Mapped[Code | None]
    raised_at: Mapped[Moment | None]
    promised_on: Mapped[date | None]
    closed_at: Mapped[Moment | None]


class ProjectService(Base):
    """Help given before the formal application (contract)."""

    __tablename__ = "project_service"

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    service_no: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    served_at: Mapped[Moment | None]
    department_code: Mapped[Code | None]
    officer: Mapped[Words | None]


class ProjectCase(Base):
    """An approval of a project: the link to its case (contract)."""

    __tablename__ = "project_case"
    __table_args__ = (Index(None, "case_id"),)

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    case_id: Mapped[Code] = mapped_column(primary_key=True)
    stage: Mapped[Code | None]
    group_no: Mapped[int | None]


class ProjectClock(Base):
    """One row a project and year list (derived); year 0 where it is on none.

    What happens once in the life of a project (application, approval, statistics) stands in the
    row of its first list only, so that it is counted once.
    """

    __tablename__ = "project_clock"
    __table_args__ = (
        Index(None, "start_due_at", "item_code"),
        Index(None, "completion_due_at", "item_code"),
        Index(None, "listed_at"),
        Index(None, "started_at"),
        Index(None, "completed_at"),
        Index(None, "statistics_due_at"),
        Index(None, "applied_at"),
        Index(None, "approved_at"),
        Index(None, "run_no"),
    )

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    project_no: Mapped[Code]  # what people call it: its code, or the id where it has none
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    list_kind: Mapped[Code]
    is_first_list: Mapped[bool]
    has_coordinator: Mapped[bool]
    listed_at: Mapped[Moment]  # the first of January of its year
    unlisted_at: Mapped[Moment | None]  # the next one, or when it was given up
    start_due_at: Mapped[Moment | None]  # by the list of this year
    started_at: Mapped[Moment | None]
    start_met_at: Mapped[Moment | None]  # since when it is both due and started
    completion_due_at: Mapped[Moment | None]
    completed_at: Mapped[Moment | None]
    completion_met_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]
    total_investment: Mapped[int | None] = mapped_column(Sequence)
    planned_investment: Mapped[int | None] = mapped_column(Sequence)
    planned_fund: Mapped[int | None] = mapped_column(Sequence)
    statistics_due_at: Mapped[Moment | None]  # a month after the start
    in_statistics_at: Mapped[Moment | None]
    first_service_at: Mapped[Moment | None]
    applied_at: Mapped[Moment | None]  # the first acceptance among its cases
    approved_at: Mapped[Moment | None]  # all approvals before the start are through
    government_days: Mapped[int | None]  # of the chain up to there, in working days
    enterprise_days: Mapped[int | None]
    special_days: Mapped[int | None]
    nobody_days: Mapped[int | None]
    run_no: Mapped[int] = mapped_column(Sequence)


class ProjectLight(Base):
    """One row a stretch of time in which a project shows one light (derived)."""

    __tablename__ = "project_light"
    __table_args__ = (Index(None, "valid_until", "light"),)

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    valid_from: Mapped[Moment] = mapped_column(primary_key=True)
    valid_until: Mapped[Moment | None]
    light: Mapped[Code]  # red, yellow, normal
    source_code: Mapped[Code]
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]


class MilestoneVersion(Base):
    """One row a stretch of time in which one date was planned for a milestone (derived).

    Every request to move the date begins one; a request that was not approved leaves the date.
    """

    __tablename__ = "milestone_version"
    __table_args__ = (
        Index(None, "due_at", "item_code"),
        Index(None, "valid_from", "item_code"),
        Index(None, "late_from"),
    )

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    milestone_no: Mapped[int] = mapped_column(primary_key=True)
    version_no: Mapped[int] = mapped_column(primary_key=True)  # 0, or the number of the request
    source_code: Mapped[Code]
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    kind: Mapped[Code]
    stage: Mapped[Code]
    due_at: Mapped[Moment]  # the last second of the planned day
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment | None]
    reached_at: Mapped[Moment | None]
    late_from: Mapped[Moment | None]  # the stretch in which this version is past and not reached
    late_until: Mapped[Moment | None]
    is_change: Mapped[bool]
    requested_on: Mapped[date | None]
    has_reason: Mapped[bool]
    is_approved: Mapped[bool | None]


class ProjectProgress(Base):
    """One row a monthly report, with the stretch in which it is the newest (derived)."""

    __tablename__ = "project_progress"
    __table_args__ = (Index(None, "valid_until"), Index(None, "valid_from", "item_code"))

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    month: Mapped[Code] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment | None]
    planned_investment: Mapped[int | None] = mapped_column(Sequence)
    invested: Mapped[int | None] = mapped_column(Sequence)
    annual_investment: Mapped[int | None] = mapped_column(Sequence)
    fund_paid: Mapped[int | None] = mapped_column(Sequence)
    annual_fund: Mapped[int | None] = mapped_column(Sequence)
    progress_percent: Mapped[float | None]
    planned_percent: Mapped[float | None]
    behind_points: Mapped[float | None]
    unpaid_points: Mapped[float | None]


class BlockerClock(Base):
    """One row a blocker; its department is the one that has to clear it away (derived)."""

    __tablename__ = "blocker_clock"
    __table_args__ = (
        Index(None, "raised_at", "item_code", "closed_at"),
        Index(None, "closed_at", "item_code"),
        Index(None, "promised_due_at"),
    )

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    blocker_no: Mapped[int] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    kind: Mapped[Code]
    raised_at: Mapped[Moment]
    promised_due_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    age_days: Mapped[int | None]  # calendar days from raising to closing


class ChainStep(Base):
    """One row a step of approval of a project, or a wait between steps (derived).

    Days are working days and empty while it lasts; each day of the project is one link's and one
    owner's, so they may be added up.
    """

    __tablename__ = "chain_step"
    __table_args__ = (Index(None, "ended_at", "item_code"), Index(None, "began_at"))

    project_id: Mapped[Code] = mapped_column(primary_key=True)
    link_no: Mapped[int] = mapped_column(primary_key=True)
    source_code: Mapped[Code]
    item_code: Mapped[Code]
    department_code: Mapped[Code]  # of the case; of the project for a wait
    town_code: Mapped[Code]
    kind: Mapped[Code]  # step, wait
    stage: Mapped[Code]
    case_id: Mapped[Code]  # of a step: the first of its cases
    service_item_code: Mapped[Code]  # its item; of a wait: the item it waits for, if known
    began_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    total_days: Mapped[int | None]  # its own length; steps may overlap
    government_days: Mapped[int | None]
    enterprise_days: Mapped[int | None]
    special_days: Mapped[int | None]
    nobody_days: Mapped[int | None]
    cases: Mapped[int]
    parallel_cases: Mapped[int]  # of a group: how many ran beside another of it
    parallel_expected: Mapped[int]  # of a group: how many should


CONTRACT = (
    Project,
    ProjectYear,
    ProjectMonth,
    ProjectMilestone,
    ProjectMilestoneChange,
    ProjectPause,
    ProjectBlocker,
    ProjectService,
    ProjectCase,
)
DERIVED = (ProjectClock, ProjectLight, MilestoneVersion, ProjectProgress, BlockerClock, ChainStep)

PROJECT_MEASURES = (
    # anchored at the dates of a year's list
    *("starts_due", "starts_due_met", "completions_due", "completions_due_met"),
    *("statistics_due", "statistics_due_met"),
    # anchored at the first application, and when all approvals before the start are through
    *("projects_applied", "projects_applied_after_service"),
    "projects_approved",
    *("approved_government_days", "approved_enterprise_days", "approved_special_days"),
    # blockers, anchored when they are raised or cleared
    *("blockers_raised", "blockers_ever_cleared", "blockers_cleared", "blocker_age_days"),
    # the chain of approvals, anchored at the end of a link
    *("waits_ended", "wait_days", "waits_long", "parallel_cases", "parallel_expected"),
    # requests to move a date
    *("reschedules", "reschedules_with_reason", "reschedules_approved"),
    # findings, anchored at their occurrence or withdrawal
    *("project_cards_issued", "project_cards_soon", "project_cards_yellow", "project_cards_red"),
    *("project_findings_hint", "project_findings_order", "project_cards_withdrawn"),
)
"""Every additive measure of the projects line; data_access.measures says what each one counts."""

PROJECT_CELLS = cell_tables("project", PROJECT_MEASURES)
