"""Key projects at one moment: where they are, how they stand, what is planned next.

What a project is called and where it lies comes from the contract; everything that changes over
time from the stretches that evaluation wrote, so any moment can be asked about.
"""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from data_access.calendar import load_calendar
from data_access.many_keys import as_parameter, is_among
from data_access.masking import mask_columns
from data_access.projects import project_board
from data_access.projects.project_reading import PLACES, lasts, stones, week_days
from data_access.schema import MilestoneVersion, Town
from data_access.schema.base import table_of
from data_access.scoping import within
from supervision.scope import Scope


def list_projects(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a project that is on a list and not completed at `as_of`: the worst light first.

    Columns: project_id, project_no, name, name_en, kind, department_code, town_code, longitude,
    latitude, total_investment (yuan), light (red, yellow, normal), since (of the light),
    progress_percent, planned_percent, behind_points (of the newest report), rule and evidence of
    the gravest open finding, blockers (open ones) and blocker_kind of the oldest.
    """
    known = project_board.board(connection, as_of)
    return project_board.within(scope, known.projects).reset_index(drop=True)


def list_stones(
    connection: Connection, scope: Scope, *, as_of: datetime, project_ids: Sequence[str]
) -> pd.DataFrame:
    """One row a milestone of these projects, as planned at `as_of`.

    Columns: project_id, milestone_no, stone, stone_en, kind, due_at, reached_at (empty where it is
    later than `as_of`), is_late.
    """
    version = table_of(MilestoneVersion).c
    keys = is_among(version.project_id, connection.dialect.name)
    statement = stones().where(*lasts(version, as_of), keys, *within(scope, MilestoneVersion))
    frame = pd.read_sql_query(
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
    coming = project_board.within(scope, project_board.board(connection, as_of).coming)
    return coming.drop(columns=list(PLACES)).reset_index(drop=True)


def list_towns(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a town: town_code, name, name_en, longitude, latitude (empty where not given)."""
    del scope, as_of  # the ground of a map is the whole district
    town = table_of(Town).c
    names = ("town_code", "name", "name_en", "longitude", "latitude")
    return pd.read_sql_query(
        select(*(town[name] for name in names)).order_by(town.town_code), connection
    )


def list_week_days(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day of `week_days`: day, is_off, is_today."""
    del scope  # the calendar is everybody's
    days = week_days(as_of.date())
    calendar = load_calendar(connection)
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
    money = project_board.within(scope, project_board.board(connection, as_of).money)
    by_month = money.groupby("month")
    sums = by_month[["planned", "invested", "annual"]].sum()
    sums = sums[by_month["is_reported"].any()].reset_index()
    return sums.assign(month=pd.to_datetime({"year": as_of.year, "month": sums["month"], "day": 1}))
