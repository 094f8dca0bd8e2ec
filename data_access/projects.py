"""Key projects at one moment: where they are, how they stand, what is planned next.

What a project is called and where it lies comes from the contract; everything that changes over
time from the stretches that evaluation wrote, so any moment can be asked about.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from data_access.calendar import recent_calendar
from data_access.days import start_after, start_of
from data_access.many_keys import as_parameter, is_among
from data_access.masking import mask_columns
from data_access.schema import (
    BlockerClock,
    Finding,
    MilestoneVersion,
    Project,
    ProjectLight,
    ProjectMilestone,
    ProjectProgress,
    Town,
)
from data_access.schema.base import table_of
from data_access.scoping import within
from supervision.scope import Scope

LINE = "project"
WEEKS_AHEAD = 6


def list_projects(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a project that is on a list and not completed at `as_of`: the worst light first.

    Columns: project_id, project_no, name, name_en, kind, department_code, town_code, longitude,
    latitude, total_investment (yuan), light (red, yellow, normal), since (of the light),
    progress_percent, planned_percent, behind_points (of the newest report), rule and evidence of
    the gravest open finding, blockers (open ones) and blocker_kind of the oldest.
    """
    light, project = table_of(ProjectLight).c, table_of(Project).c
    report = _newest_reports(as_of)
    statement = (
        select(
            light.project_id,
            func.coalesce(project.project_code, light.project_id).label("project_no"),
            project.name,
            project.name_en,
            light.item_code.label("kind"),
            light.department_code,
            light.town_code,
            project.longitude,
            project.latitude,
            (project.total_investment * 10_000).label("total_investment"),
            light.light,
            light.valid_from.label("since"),
            report.c.progress_percent,
            report.c.planned_percent,
            report.c.behind_points,
        )
        .join(Project, project.project_id == light.project_id)
        .outerjoin(report, report.c.project_id == light.project_id)
        .where(*_lasts(light, as_of), *within(scope, ProjectLight))
    )
    frame = pd.read_sql(statement, connection)
    frame = frame.merge(_gravest(connection, as_of), how="left", on="project_id")
    frame = frame.merge(_blockers(connection, as_of), how="left", on="project_id")
    frame["blockers"] = frame["blockers"].fillna(0).astype("int64")
    rank = frame["light"].map({"red": 0, "yellow": 1, "normal": 2})
    order = frame.assign(rank=rank).sort_values(
        ["rank", "behind_points", "project_id"], ascending=[True, False, True]
    )
    listed = order.drop(columns="rank").reset_index(drop=True)
    return mask_columns(listed, "name", "name_en")


def list_stones(
    connection: Connection, scope: Scope, *, as_of: datetime, project_ids: Sequence[str]
) -> pd.DataFrame:
    """One row a milestone of these projects, as planned at `as_of`.

    Columns: project_id, milestone_no, stone, stone_en, kind, due_at, reached_at (empty where it is
    later than `as_of`), is_late.
    """
    version = table_of(MilestoneVersion).c
    keys = is_among(version.project_id, connection.dialect.name)
    statement = _stones().where(*_lasts(version, as_of), keys, *within(scope, MilestoneVersion))
    frame = pd.read_sql(
        statement,
        connection,
        params={"keys": as_parameter(project_ids, connection.dialect.name)},
        parse_dates=["due_at", "reached_at"],
    )
    frame.loc[frame.reached_at > as_of, "reached_at"] = pd.NaT
    frame = mask_columns(frame, "stone", "stone_en")
    return frame.assign(is_late=frame.reached_at.isna() & (frame.due_at < as_of))


def list_coming(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a milestone that is planned for the weeks to come and not reached at `as_of`.

    Columns: project_id, project_no, name, name_en, milestone_no, stone, stone_en, kind, due_at; the
    earliest first, from the day of `as_of` on.
    """
    version, light, project = table_of(MilestoneVersion).c, ProjectLight, table_of(Project).c
    first, last = week_days(as_of.date())[0], week_days(as_of.date())[-1]
    statement = (
        _stones()
        .add_columns(
            func.coalesce(project.project_code, version.project_id).label("project_no"),
            project.name,
            project.name_en,
        )
        .join(Project, project.project_id == version.project_id)
        .join(light, light.project_id == version.project_id)
        .where(
            *_lasts(version, as_of),
            *_lasts(table_of(light).c, as_of),
            *within(scope, MilestoneVersion),
            version.due_at >= max(start_of(first), start_of(as_of.date())),
            version.due_at < start_after(last),
            or_(version.reached_at.is_(None), version.reached_at > as_of),
        )
        .order_by(version.due_at, version.project_id, version.milestone_no)
    )
    frame = pd.read_sql(statement, connection, parse_dates=["due_at", "reached_at"])
    listed = frame.drop(columns="reached_at")
    return mask_columns(listed, "name", "name_en", "stone", "stone_en")


def list_towns(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a town: town_code, name, name_en, longitude, latitude (empty where not given)."""
    del scope, as_of  # the ground of a map is the whole district
    town = table_of(Town).c
    names = ("town_code", "name", "name_en", "longitude", "latitude")
    return pd.read_sql(select(*(town[name] for name in names)).order_by(town.town_code), connection)


def week_days(today: date) -> list[date]:
    """The days of this week and the next ones, from a Monday."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(days=n) for n in range(7 * WEEKS_AHEAD)]


def list_week_days(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day of `week_days`: day, is_off, is_today."""
    del scope  # the calendar is everybody's
    days = week_days(as_of.date())
    calendar = recent_calendar(connection)
    known = {entry.day: entry.is_working for entry in calendar.days_between(days[0], days[-1])}
    frame = pd.DataFrame({"day": pd.to_datetime(days)})
    is_off = [not known.get(day, day.weekday() < 5) for day in days]
    return frame.assign(is_off=is_off, is_today=[day == as_of.date() for day in days])


def investment_by_month(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a month of the year of `as_of` that is reported of: cumulative sums in yuan.

    Columns: month (first day), planned, invested, annual. Of the projects whose report is in force
    at `as_of`, so that the last month is what the measures say; one that has not reported of a
    month stands there with its report before, one without a schedule is left out.
    """
    report = table_of(ProjectProgress).c
    in_force = select(report.project_id).where(*_lasts(report, as_of))
    year = f"{as_of.year}-"
    statement = select(
        report.project_id,
        report.month,
        report.planned_investment,
        report.invested,
        report.annual_investment,
    ).where(
        report.month.between(f"{year}01", f"{year}12"),
        report.valid_from <= as_of,
        report.project_id.in_(in_force),
        report.planned_investment.is_not(None),
        report.invested.is_not(None),
        report.annual_investment.is_not(None),
        *within(scope, ProjectProgress),
    )
    frame = pd.read_sql(statement, connection)
    names = {"planned_investment": "planned", "invested": "invested", "annual_investment": "annual"}
    by_month = frame.pivot(index="month", columns="project_id", values=list(names))
    sums = by_month.sort_index().ffill().T.groupby(level=0).sum().T.rename(columns=names)
    sums = sums.reindex(columns=list(names.values())).astype("float64").reset_index(names="month")
    return sums.assign(month=pd.to_datetime(sums["month"] + "-01"))


def _stones() -> Select[Any]:
    version, stone = table_of(MilestoneVersion).c, table_of(ProjectMilestone).c
    is_of = and_(stone.project_id == version.project_id, stone.milestone_no == version.milestone_no)
    return select(
        version.project_id,
        version.milestone_no,
        stone.name.label("stone"),
        stone.name_en.label("stone_en"),
        version.kind,
        version.due_at,
        version.reached_at,
    ).join(ProjectMilestone, is_of)


def _newest_reports(as_of: datetime) -> Any:  # noqa: ANN401  a subquery
    report = table_of(ProjectProgress).c
    return (
        select(
            report.project_id,
            report.progress_percent,
            report.planned_percent,
            report.behind_points,
        )
        .where(*_lasts(report, as_of))
        .subquery("report")
    )


def _gravest(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a project with an open finding: project_id, rule, evidence of the gravest."""
    finding = table_of(Finding).c
    statement = (
        select(finding.subject_id.label("project_id"), finding.rule, finding.evidence)
        .where(
            finding.line == LINE,
            finding.occurs_at <= as_of,
            or_(finding.ends_at.is_(None), finding.ends_at > as_of),
            or_(finding.withdrawn_at.is_(None), finding.withdrawn_at > as_of),
        )
        # orders are about acts; the lights say how the project stands
        .order_by(
            (finding.level == "red").desc(),
            (finding.level == "yellow").desc(),
            finding.level_rank.desc(),
            finding.occurs_at,
            finding.finding_id,
        )
    )
    return pd.read_sql(statement, connection).drop_duplicates("project_id")


def _blockers(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a project with an open blocker: project_id, blockers, blocker_kind of the oldest."""
    blocker = table_of(BlockerClock).c
    statement = (
        select(blocker.project_id, blocker.kind)
        .where(
            blocker.raised_at <= as_of, or_(blocker.closed_at.is_(None), blocker.closed_at > as_of)
        )
        .order_by(blocker.raised_at, blocker.blocker_no)
    )
    grouped = pd.read_sql(statement, connection).groupby("project_id")["kind"]
    return grouped.agg(blockers="size", blocker_kind="first").reset_index()


def _lasts(stretch: Any, as_of: datetime) -> list[ColumnElement[bool]]:  # noqa: ANN401  columns
    """The stretch of time holds `as_of`."""
    until = stretch.valid_until
    return [stretch.valid_from <= as_of, or_(until.is_(None), until > as_of)]
