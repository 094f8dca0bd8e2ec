"""What the board of projects is made of: projects in one moment, read from the database.

All of them, or those of `of`: a board is brought up to date by reading the changed ones anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from data_access.cells.writing import counted
from data_access.days import start_after, start_of, unindexed
from data_access.masking import mask_columns
from data_access.measures import MEASURES, Measure
from data_access.measures.kinds import Column
from data_access.open_set.seconds import Array
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
AMOUNTS = ["total_investment", "progress_percent", "planned_percent", "behind_points"]
MONTHS = 12
MONEY = {"planned_investment": "planned", "invested": "invested", "annual_investment": "annual"}
STOCKS = tuple(m for m in MEASURES.values() if m.line == LINE and m.kind == "stock")
Some = Collection[str] | None
"""The projects that are read; all where it is None."""
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


def read_projects(connection: Connection, as_of: datetime, of: Some = None) -> pd.DataFrame:
    """One row a project with a light at `as_of`, as `projects.list_projects` says; in any order."""
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
        .where(*lasts(light, as_of), *_among(light.project_id, of))
    )
    frame = pd.read_sql_query(statement, connection)
    frame = frame.merge(_gravest(connection, as_of, of), how="left", on="project_id")
    frame = frame.merge(_blockers(connection, as_of, of), how="left", on="project_id")
    frame["blockers"] = frame["blockers"].fillna(0).astype("int64")
    frame[AMOUNTS] = frame[AMOUNTS].astype("float64")  # one without any value comes as objects
    return mask_columns(frame, "name", "name_en")


def worst_first(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects in the order of their list."""
    rank = projects["light"].map({"red": 0, "yellow": 1, "normal": 2})
    order = projects.assign(rank=rank).sort_values(
        ["rank", "behind_points", "project_id"], ascending=[True, False, True]
    )
    return order.drop(columns="rank").reset_index(drop=True)


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


def read_coming(connection: Connection, as_of: datetime, of: Some = None) -> pd.DataFrame:
    """One row a milestone planned for the weeks to come, from the day of `as_of`, not reached yet.

    Columns: those of `projects.list_coming`, and the codes of its project; in any order.
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
            *_among(version.project_id, of),
        )
    )
    frame = pd.read_sql_query(statement, connection, parse_dates=["due_at", "reached_at"])
    coming = frame.drop(columns="reached_at")
    return mask_columns(coming, "name", "name_en", "stone", "stone_en")


def soonest_first(coming: pd.DataFrame) -> pd.DataFrame:
    """The milestones in the order of their list."""
    return coming.sort_values(["due_at", "project_id", "milestone_no"], ignore_index=True)


@dataclass(frozen=True, eq=False)
class Reports:
    """What projects reported of the months of a year; a row a project.

    One that has not reported of a month stands there with its report before.
    """

    projects: Array
    places: Array
    """The codes of the place of each."""
    money: Array
    """Of each and month the sums of MONEY in yuan."""
    is_known: Array
    """Whether the month has a report of its own."""

    def changed(self, gone: Collection[str], fresh: "Reports") -> "Reports":
        """With some projects read anew."""
        stays = ~np.isin(self.projects, sorted(gone))
        return Reports(
            *(
                np.concatenate([getattr(self, part.name)[stays], getattr(fresh, part.name)])
                for part in fields(self)
            )
        )

    def by_place(self) -> pd.DataFrame:
        """One row a place and month (1 to 12) that any of its projects reported of.

        Columns: the codes of the place, month, planned, invested, annual: sums in yuan; and whether
        the month `is_reported` by any.
        """
        placed: dict[tuple[str, ...], int] = {}
        place = [placed.setdefault(tuple(codes), len(placed)) for codes in self.places.tolist()]
        sums = np.zeros((len(placed), MONTHS, len(MONEY)))
        np.add.at(sums, place, self.money)
        reported = np.zeros((len(placed), MONTHS), dtype=bool)
        np.logical_or.at(reported, place, self.is_known)
        frame = pd.DataFrame(list(placed), columns=list(PLACES), dtype="str")
        frame = frame.loc[frame.index.repeat(MONTHS)].reset_index(drop=True)
        frame["month"] = np.tile(np.arange(1, MONTHS + 1), len(placed))
        frame["is_reported"] = reported.ravel()
        frame[list(MONEY.values())] = sums.reshape(-1, len(MONEY))
        return frame


def read_reports(connection: Connection, as_of: datetime, of: Some = None) -> Reports:
    """What the projects whose report is in force reported of the year of `as_of`."""
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
        *_among(report.project_id, of),
        *(report[name].is_not(None) for name in MONEY),
    )
    rows = connection.execute(statement).all()
    projects: dict[str, int] = {}
    at = np.array([projects.setdefault(row[3], len(projects)) for row in rows], dtype=np.int64)
    month = np.array([int(row[4][-2:]) - 1 for row in rows], dtype=np.int64)
    places = np.full((len(projects), len(PLACES)), "", dtype=object)
    money = np.zeros((len(projects), MONTHS, len(MONEY)))
    is_known = np.zeros((len(projects), MONTHS), dtype=bool)
    if rows:
        places[at] = np.array([tuple(row[:3]) for row in rows], dtype=object)
        money[at, month] = [row[5:] for row in rows]
        is_known[at, month] = True
    for later in range(1, MONTHS):  # what was reported before stands until the next report
        missing = ~is_known[:, later]
        money[missing, later] = money[missing, later - 1]
    return Reports(np.array(list(projects), dtype=object), places, money, is_known)


def read_stocks(connection: Connection, as_of: datetime, of: Some = None) -> pd.DataFrame:
    """One row a project and place: project_id, the codes, and a column a stock of projects."""
    values = {"as_of": as_of} | ({} if of is None else {"of": sorted(of)})
    names = [measure.name for measure in STOCKS]
    keys: list[tuple[str, ...]] = []
    parts: list[Array] = [np.zeros((0, len(names)), dtype=np.int64)]
    for counted_names, statement in _counting(is_of_some=of is not None):
        rows = connection.execute(statement, values).all()
        part = np.zeros((len(rows), len(names)), dtype=np.int64)
        if rows:
            keys += [tuple(row[:4]) for row in rows]
            part[:, [names.index(name) for name in counted_names]] = [row[4:] for row in rows]
        parts.append(part)
    key = pd.DataFrame(keys, columns=["project_id", *PLACES], dtype="str")
    return key.join(pd.DataFrame(np.concatenate(parts), columns=names))


@lru_cache(maxsize=2)
def _counting(*, is_of_some: bool) -> list[tuple[list[str], Select[Any]]]:
    """The statements that count all stocks by project and place, each with the names it counts."""
    found = []
    for batch in _alike(STOCKS):
        source, project = batch[0].source, _project_of(batch[0])
        assert source.town is not None
        of_some = [project.in_(bindparam("of", expanding=True))] if is_of_some else []
        codes = (project, source.department, source.item, source.town)
        key = [unindexed(code) for code in codes]
        shared = [c for c in batch[0].conditions() if all(_demands(m, c) for m in batch)]
        statement = (
            select(*key, *(counted(measure) for measure in batch))
            .select_from(source.rows)
            .where(*shared, *of_some)
            .group_by(*key)
        )
        found.append(([measure.name for measure in batch], statement))
    return found


def by_place(stocks: pd.DataFrame) -> pd.DataFrame:
    """One row a place: its codes, and a column for each measure of projects that is a stock."""
    return stocks.drop(columns="project_id").groupby(list(PLACES), as_index=False).sum()


def next_change(connection: Connection, as_of: datetime, of: Some = None) -> datetime:
    """The first moment after `as_of` at which anything of the board begins, ends or is past."""
    version, progress = table_of(MilestoneVersion).c, table_of(ProjectProgress).c
    finding = table_of(Finding).c
    columns: dict[str, tuple[Column, timedelta, Sequence[ColumnElement[bool]]]] = {
        str(column): (column, timedelta(), _among(column.table.c.project_id, of))
        for column in (
            *(version.valid_from, version.valid_until, version.reached_at),
            *(progress.valid_from, progress.valid_until),
        )
    }
    for measure in STOCKS:
        of_line = [finding.line == LINE] if measure.source.level is finding.level else []
        of_line += _among(_project_of(measure), of)
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


def _among(project: Column, of: Some) -> list[ColumnElement[bool]]:
    return [] if of is None else [project.in_(sorted(of))]


def _project_of(measure: Measure) -> Column:
    """The column that names the project; every source of projects shows it first."""
    first = measure.source.columns[0]
    return first.element if isinstance(first, Label) else first


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


def _gravest(connection: Connection, as_of: datetime, of: Some) -> pd.DataFrame:
    """One row a project with an open finding: project_id, rule, evidence of the gravest."""
    finding = table_of(Finding).c
    statement = (
        select(finding.subject_id.label("project_id"), finding.rule, finding.evidence)
        .where(
            unindexed(finding.line) == LINE,
            unindexed(finding.occurs_at) <= as_of,
            or_(finding.ends_at.is_(None), finding.ends_at > as_of),
            or_(finding.withdrawn_at.is_(None), finding.withdrawn_at > as_of),
            *_among(finding.subject_id, of),
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
    return pd.read_sql_query(statement, connection).drop_duplicates("project_id")


def _blockers(connection: Connection, as_of: datetime, of: Some) -> pd.DataFrame:
    """One row a project with an open blocker: project_id, blockers, blocker_kind of the oldest."""
    blocker = table_of(BlockerClock).c
    statement = (
        select(blocker.project_id, blocker.kind)
        .where(
            blocker.raised_at <= as_of,
            or_(blocker.closed_at.is_(None), blocker.closed_at > as_of),
            *_among(blocker.project_id, of),
        )
        .order_by(blocker.raised_at, blocker.blocker_no)
    )
    grouped = pd.read_sql_query(statement, connection).groupby("project_id")["kind"]
    return grouped.agg(blockers="size", blocker_kind="first").reset_index()
