"""What the board of projects is made of: all projects in one moment, read from the database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from data_access.cells.writing import counted
from data_access.days import start_after, start_of, unindexed
from data_access.masking import mask_columns
from data_access.measures import MEASURES, Measure
from data_access.measures.kinds import Column
from data_access.schema import (
    BlockerClock,
    Finding,
    MilestoneVersion,
    Project,
    ProjectLight,
    ProjectMilestone,
    ProjectProgress,
)
from data_access.schema.base import table_of

LINE = "project"
PLACES = ("department_code", "item_code", "town_code")
MONTHS = 12
MONEY = {"planned_investment": "planned", "invested": "invested", "annual_investment": "annual"}
STOCKS = tuple(m for m in MEASURES.values() if m.line == LINE and m.kind == "stock")
ONE_SECOND = timedelta(seconds=1)
WEEKS_AHEAD = 6


def week_days(today: date) -> list[date]:
    """The days of this week and the next ones, from a Monday."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(days=n) for n in range(7 * WEEKS_AHEAD)]


def lasts(stretch: Any, as_of: datetime) -> list[ColumnElement[bool]]:  # noqa: ANN401  columns
    """The stretch of time holds `as_of`."""
    until = stretch.valid_until
    return [stretch.valid_from <= as_of, or_(until.is_(None), until > as_of)]


def read_projects(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a project with a light at `as_of`, as `projects.list_projects` says; in its order."""
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
        .where(*lasts(light, as_of))
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


def stones() -> Select[Any]:
    """The milestones with the words of the contract, a row a version of their date."""
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


def read_coming(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a milestone planned for the weeks to come, from the day of `as_of`, not reached yet.

    Columns: those of `projects.list_coming`, and the codes of its project.
    """
    version, light, project = table_of(MilestoneVersion).c, ProjectLight, table_of(Project).c
    statement = (
        stones()
        .add_columns(
            func.coalesce(project.project_code, version.project_id).label("project_no"),
            project.name,
            project.name_en,
            *(version[name] for name in PLACES),
        )
        .join(Project, project.project_id == version.project_id)
        .join(light, light.project_id == version.project_id)
        .where(
            *lasts(version, as_of),
            *lasts(table_of(light).c, as_of),
            version.due_at >= start_of(as_of.date()),
            version.due_at < start_after(week_days(as_of.date())[-1]),
            or_(version.reached_at.is_(None), version.reached_at > as_of),
        )
        .order_by(version.due_at, version.project_id, version.milestone_no)
    )
    frame = pd.read_sql(statement, connection, parse_dates=["due_at", "reached_at"])
    coming = frame.drop(columns="reached_at")
    return mask_columns(coming, "name", "name_en", "stone", "stone_en")


def read_money(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a place and month of the year of `as_of` that any of its projects reported of.

    Columns: the codes of the place, month (1 to 12), planned, invested, annual: sums in yuan over
    the projects of the place whose report is in force; one that has not reported of a month stands
    there with its report before. `is_reported` says that the month has a report of its own.
    """
    report = table_of(ProjectProgress).c
    in_force = select(report.project_id).where(*lasts(report, as_of))
    year = f"{as_of.year}-"
    statement = select(
        *(report[name] for name in PLACES),
        report.project_id,
        report.month,
        *(report[name] for name in MONEY),
    ).where(
        report.month.between(f"{year}01", f"{year}12"),
        report.valid_from <= as_of,
        report.project_id.in_(in_force),
        *(report[name].is_not(None) for name in MONEY),
    )
    rows = connection.execute(statement).all()
    projects: dict[str, int] = {}
    placed: dict[tuple[str, ...], int] = {}
    at = np.array([projects.setdefault(row[3], len(projects)) for row in rows], dtype=np.int64)
    place = np.zeros(len(projects), dtype=np.int64)
    place[at] = [placed.setdefault(tuple(row[:3]), len(placed)) for row in rows]
    month = np.array([int(row[4][-2:]) - 1 for row in rows], dtype=np.int64)
    money = np.zeros((len(projects), MONTHS, len(MONEY)))
    is_known = np.zeros((len(projects), MONTHS), dtype=bool)
    if rows:
        money[at, month] = [row[5:] for row in rows]
        is_known[at, month] = True
    for later in range(1, MONTHS):  # what was reported before stands until the next report
        missing = ~is_known[:, later]
        money[missing, later] = money[missing, later - 1]
    sums = np.zeros((len(placed), MONTHS, len(MONEY)))
    np.add.at(sums, place, money)
    reported = np.zeros((len(placed), MONTHS), dtype=bool)
    np.logical_or.at(reported, place, is_known)
    frame = pd.DataFrame(list(placed), columns=list(PLACES), dtype="str")
    frame = frame.loc[frame.index.repeat(MONTHS)].reset_index(drop=True)
    frame["month"] = np.tile(np.arange(1, MONTHS + 1), len(placed))
    frame["is_reported"] = reported.ravel()
    frame[list(MONEY.values())] = sums.reshape(-1, len(MONEY))
    return frame


def read_stocks(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a place: its codes, and a column for each measure of projects that is a stock."""
    found: dict[tuple[str, ...], dict[str, int]] = defaultdict(
        lambda: {measure.name: 0 for measure in STOCKS}
    )
    for batch in _alike(STOCKS):
        source = batch[0].source
        assert source.town is not None
        places = [unindexed(code) for code in (source.department, source.item, source.town)]
        shared = [c for c in batch[0].conditions() if all(_demands(m, c) for m in batch)]
        statement = (
            select(*places, *(counted(measure) for measure in batch))
            .select_from(source.rows)
            .where(*shared)
            .group_by(*places)
        )
        for department, item, town, *numbers in connection.execute(statement, {"as_of": as_of}):
            entry = found[department, item, town]
            for measure, number in zip(batch, numbers, strict=True):
                entry[measure.name] += int(number)
    names = [measure.name for measure in STOCKS]
    frame = pd.DataFrame(list(found), columns=list(PLACES), dtype="str")
    numbers = [[entry[name] for name in names] for entry in found.values()]
    frame[names] = np.array(numbers, dtype="int64").reshape(-1, len(names))
    return frame


def next_change(connection: Connection, as_of: datetime) -> datetime:
    """The first moment after `as_of` at which anything of the board begins, ends or is past."""
    version, progress = table_of(MilestoneVersion).c, table_of(ProjectProgress).c
    finding = table_of(Finding).c
    columns: dict[str, tuple[Column, timedelta, Sequence[ColumnElement[bool]]]] = {
        str(column): (column, timedelta(), ())
        for column in (
            *(version.valid_from, version.valid_until, version.reached_at),
            *(progress.valid_from, progress.valid_until),
        )
    }
    for measure in STOCKS:
        of_line = (finding.line == LINE,) if measure.source.level is finding.level else ()
        for column in (*measure.begins, *measure.ends):
            columns[str(column)] = column, timedelta(), of_line
        for column in measure.exceeded:  # passed in the second after it
            columns[f"{column}, passed"] = column, ONE_SECOND, of_line
    moments = [start_after(as_of.date())]  # the weeks to come begin with another day
    for column, later, where in columns.values():
        first = select(func.min(column)).where(column > as_of - later, *where)
        moment = connection.scalar(first)
        if moment is not None:
            moments.append(moment + later)
    return min(moments)


def _alike(measures: Sequence[Measure]) -> Iterator[list[Measure]]:
    """Measures that one statement counts: over the same rows, begun and ended by the same."""
    together: dict[Any, list[Measure]] = defaultdict(list)
    for measure in measures:
        moments = (*measure.begins, *measure.ends)
        together[measure.source.name, tuple(map(str, moments))].append(measure)
    yield from together.values()


def _demands(measure: Measure, condition: ColumnElement[bool]) -> bool:
    return any(condition.compare(other) for other in measure.conditions())


def _newest_reports(as_of: datetime) -> Any:  # noqa: ANN401  a subquery
    report = table_of(ProjectProgress).c
    return (
        select(
            report.project_id,
            report.progress_percent,
            report.planned_percent,
            report.behind_points,
        )
        .where(*lasts(report, as_of))
        .subquery("report")
    )


def _gravest(connection: Connection, as_of: datetime) -> pd.DataFrame:
    """One row a project with an open finding: project_id, rule, evidence of the gravest."""
    finding = table_of(Finding).c
    statement = (
        select(finding.subject_id.label("project_id"), finding.rule, finding.evidence)
        .where(
            unindexed(finding.line) == LINE,
            unindexed(finding.occurs_at) <= as_of,
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
