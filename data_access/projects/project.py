"""One key project as it stood at a moment: its plan and dates, approvals, blockers, findings."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from data_access.masking import mask_columns, mask_name
from data_access.schema import (
    BlockerClock,
    ChainStep,
    Finding,
    MilestoneVersion,
    Project,
    ProjectBlocker,
    ProjectClock,
    ProjectLight,
    ProjectMilestone,
    ProjectMilestoneChange,
    ProjectProgress,
)
from data_access.schema.base import table_of
from data_access.scoping import Bounded, within
from supervision.scope import Scope

LINE = "project"


def find_project(
    connection: Connection, scope: Scope, *, as_of: datetime, project_id: str
) -> pd.DataFrame:
    """The project in one row, as the list in force at `as_of` has it; none where it is not known.

    Columns: project_id, project_no, name, name_en, kind, department_code, coordinator (masked),
    town_code, builder, enterprise_code (of the builder), total_investment (yuan), year, list_kind,
    start_due_at, started_at, completion_due_at, completed_at, in_statistics_at, cancelled_at,
    first_service_at, applied_at,
    approved_at, government_days, enterprise_days, special_days, nobody_days, light (empty once it
    is over).
    """
    clock, project, light = table_of(ProjectClock).c, table_of(Project).c, table_of(ProjectLight).c
    shows = and_(
        light.project_id == clock.project_id,
        light.valid_from <= as_of,
        or_(light.valid_until.is_(None), light.valid_until > as_of),
    )
    names = (
        *("year", "list_kind", "start_due_at", "started_at", "completion_due_at", "completed_at"),
        *("in_statistics_at", "cancelled_at", "first_service_at", "applied_at", "approved_at"),
        *("government_days", "enterprise_days", "special_days", "nobody_days"),
    )
    statement = (
        select(
            clock.project_id,
            clock.project_no,
            project.name,
            project.name_en,
            clock.item_code.label("kind"),
            clock.department_code,
            project.coordinator,
            clock.town_code,
            project.builder,
            project.enterprise_code,
            clock.total_investment,
            *(clock[name] for name in names),
            light.light,
        )
        .join(Project, project.project_id == clock.project_id)
        .outerjoin(ProjectLight, shows)
        .where(
            clock.project_id == project_id, clock.listed_at <= as_of, *within(scope, ProjectClock)
        )
        .order_by(clock.listed_at)
    )
    moments = [name for name in names if name.endswith("_at")]
    frame = pd.read_sql_query(statement, connection, parse_dates=moments)
    once = ["first_service_at", "applied_at", "approved_at"]
    days = [name for name in names if name.endswith("_days")]
    frame[[*once, *days]] = frame[[*once, *days]].bfill().ffill()  # they stand in its first list
    done = [name for name in moments if not name.endswith("due_at")]
    frame[done] = frame[done].where(frame[done] <= as_of)
    frame.loc[frame["approved_at"].isna(), days] = None
    if not scope.sees_personal_data:
        frame["coordinator"] = frame["coordinator"].map(mask_name, na_action="ignore")
    frame = mask_columns(frame, "name", "name_en", "builder")
    return frame.tail(1).reset_index(drop=True)


def is_waiting(connection: Connection, scope: Scope, *, as_of: datetime, project_id: str) -> bool:
    """Whether the contract has the project, though nothing is shown of it yet or at that moment.

    A project of departments outside the scope is not known.
    """
    del as_of
    known = select(Project.project_id).where(Project.project_id == project_id)
    if scope.departments:
        known = known.where(Project.department_code.in_(scope.departments))
    return connection.scalar(known) is not None


def list_versions(
    connection: Connection, scope: Scope, *, as_of: datetime, project_id: str
) -> pd.DataFrame:
    """One row a date that was planned for a milestone by `as_of`, in order.

    Columns: milestone_no, stone, stone_en, kind, version_no, due_at, valid_from, is_in_force,
    reached_at (if by then), is_change, requested_on, reason, is_approved, approver (masked).
    """
    version, stone = table_of(MilestoneVersion).c, table_of(ProjectMilestone).c
    change = table_of(ProjectMilestoneChange).c
    statement = (
        select(
            version.milestone_no,
            stone.name.label("stone"),
            stone.name_en.label("stone_en"),
            version.kind,
            version.version_no,
            version.due_at,
            version.valid_from,
            version.valid_until,
            version.reached_at,
            version.is_change,
            version.requested_on,
            change.reason,
            version.is_approved,
            change.approver,
        )
        .join(
            ProjectMilestone,
            and_(
                stone.project_id == version.project_id,
                stone.milestone_no == version.milestone_no,
            ),
        )
        .outerjoin(
            ProjectMilestoneChange,
            and_(
                change.project_id == version.project_id,
                change.milestone_no == version.milestone_no,
                change.change_no == version.version_no,
            ),
        )
        .where(*_of(MilestoneVersion, project_id, scope), version.valid_from <= as_of)
        .order_by(version.milestone_no, version.valid_from, version.version_no)
    )
    moments = ["due_at", "valid_from", "valid_until", "reached_at", "requested_on"]
    frame = pd.read_sql_query(statement, connection, parse_dates=moments)
    is_over = frame.pop("valid_until") <= as_of
    frame.loc[frame["reached_at"] > as_of, "reached_at"] = pd.NaT
    if not scope.sees_personal_data:
        frame["approver"] = frame["approver"].map(mask_name, na_action="ignore")
    frame = mask_columns(frame, "stone", "stone_en", "reason")
    return frame.assign(is_in_force=~is_over)


def list_links(
    connection: Connection, scope: Scope, *, as_of: datetime, project_id: str
) -> pd.DataFrame:
    """One row a step of approval, or a wait between steps, that had begun by `as_of`.

    Columns: link_no, kind (step, wait), stage, department_code, case_id, service_item_code, cases,
    began_at, ended_at, total_days and the days by owner (empty while it lasts). The whole chain of
    a project within the scope; case_id is "" where the case is another department's.
    """
    link = table_of(ChainStep).c
    days = ["total_days", "government_days", "enterprise_days", "special_days", "nobody_days"]
    names = [
        *("link_no", "kind", "stage", "department_code", "case_id", "service_item_code", "cases"),
        *("began_at", "ended_at", *days),
    ]
    statement = (
        select(*(link[name] for name in names))
        .where(link.project_id == project_id, link.began_at <= as_of, *_seen(scope, project_id))
        .order_by(link.link_no)
    )
    frame = pd.read_sql_query(statement, connection, parse_dates=["began_at", "ended_at"])
    if scope.departments:  # whose turn it was and for how long is the project's; the case is not
        frame.loc[~frame["department_code"].isin(scope.departments), "case_id"] = ""
    lasts = frame["ended_at"].isna() | (frame["ended_at"] > as_of)
    frame.loc[lasts, "ended_at"] = pd.NaT
    frame[days] = frame[days].astype("float64").where(~lasts)
    return frame


def list_blockers(
    connection: Connection, scope: Scope, *, as_of: datetime, project_id: str
) -> pd.DataFrame:
    """One row a blocker raised by `as_of`, the open ones first.

    Columns: blocker_no, kind, description, department_code, raised_at, promised_due_at, closed_at
    (if by then), age_days, is_overdue.
    """
    blocker, told = table_of(BlockerClock).c, table_of(ProjectBlocker).c
    statement = (
        select(
            blocker.blocker_no,
            blocker.kind,
            told.description,
            blocker.department_code,
            blocker.raised_at,
            blocker.promised_due_at,
            blocker.closed_at,
        )
        .join(
            ProjectBlocker,
            and_(told.project_id == blocker.project_id, told.blocker_no == blocker.blocker_no),
        )
        .where(
            blocker.project_id == project_id,
            blocker.raised_at <= as_of,
            *_seen(scope, project_id),
        )
        .order_by(blocker.raised_at, blocker.blocker_no)
    )
    moments = ["raised_at", "promised_due_at", "closed_at"]
    frame = pd.read_sql_query(statement, connection, parse_dates=moments)
    frame.loc[frame["closed_at"] > as_of, "closed_at"] = pd.NaT
    is_open = frame["closed_at"].isna()
    until = frame["closed_at"].fillna(pd.Timestamp(as_of)).dt.normalize()
    frame["age_days"] = (until - frame["raised_at"].dt.normalize()).dt.days
    frame = mask_columns(frame, "description")
    frame["is_overdue"] = is_open & (frame["promised_due_at"] < as_of)
    return frame.assign(order=~is_open).sort_values("order", kind="stable").drop(columns="order")


def list_reports(
    connection: Connection, scope: Scope, *, as_of: datetime, project_id: str
) -> pd.DataFrame:
    """One row a monthly report of the year of `as_of`, received by then; money in yuan.

    Columns: month (first day), planned, invested, annual, progress_percent, planned_percent.
    """
    report = table_of(ProjectProgress).c
    statement = (
        select(
            report.month,
            report.planned_investment.label("planned"),
            report.invested,
            report.annual_investment.label("annual"),
            report.progress_percent,
            report.planned_percent,
        )
        .where(
            *_of(ProjectProgress, project_id, scope),
            report.month.between(f"{as_of.year}-01", f"{as_of.year}-12"),
            report.valid_from <= as_of,
        )
        .order_by(report.month)
    )
    frame = pd.read_sql_query(statement, connection)
    frame["month"] = pd.to_datetime(frame["month"] + "-01")
    numbers = ["planned", "invested", "annual", "progress_percent", "planned_percent"]
    frame[numbers] = frame[numbers].astype("float64")
    return frame


def list_findings(
    connection: Connection, scope: Scope, *, as_of: datetime, project_id: str
) -> pd.DataFrame:
    """One row a finding that has occurred by `as_of`: open ones first, then the worst, the newest.

    Columns: finding_id, rule, level, occurs_at, ends_at, due_at, evidence (JSON), rule_version,
    withdrawn_at, withdrawn_reason, state (open, ended, withdrawn) at `as_of`.
    """
    finding = table_of(Finding).c
    names = (
        *("finding_id", "rule", "level", "level_rank", "occurs_at", "ends_at", "due_at"),
        *("evidence", "rule_version", "withdrawn_at", "withdrawn_reason"),
    )
    statement = (
        select(*(finding[name] for name in names))
        .where(
            finding.line == LINE,
            finding.subject_id == project_id,
            finding.occurs_at <= as_of,
            *within(scope, Finding),
        )
        .order_by(finding.level_rank.desc(), finding.occurs_at.desc(), finding.finding_id)
    )
    moments = ["occurs_at", "ends_at", "due_at", "withdrawn_at"]
    frame = pd.read_sql_query(statement, connection, parse_dates=moments)
    frame["state"] = "open"
    frame.loc[frame.ends_at <= as_of, "state"] = "ended"
    frame.loc[frame.withdrawn_at <= as_of, "state"] = "withdrawn"
    order = frame.state.map({"open": 0, "ended": 1, "withdrawn": 2})
    return frame.assign(order=order).sort_values("order", kind="stable").drop(columns="order")


def _seen(scope: Scope, project_id: str) -> list[ColumnElement[bool]]:
    """The condition that the project itself is one of the scope's departments."""
    if not scope.departments:
        return []
    ours = Project.department_code.in_(scope.departments)
    return [exists().where(Project.project_id == project_id, ours)]


def _of(model: Bounded, project_id: str, scope: Scope) -> Iterable[ColumnElement[bool]]:
    columns: Any = table_of(model).c
    return [columns.project_id == project_id, *within(scope, model)]
