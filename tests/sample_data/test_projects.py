"""The projects of the sample: believable, linked to its cases, with all that goes wrong."""

from collections import Counter
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select

from data_access.approvals.loading import load_register
from data_access.calendar import load_calendar
from data_access.engine import engine_for, reading, writing
from data_access.projects.project_loading import load_projects
from data_access.schema import (
    Appeal,
    ApprovalCase,
    ChangeQueue,
    Project,
    ProjectBlocker,
    ProjectCase,
)
from sample_data.__main__ import main
from sample_data.district import fill
from sample_data.moves import Desk
from sample_data.project_moves import move_a_project
from sample_data.projects import PROJECT_VIOLATIONS, SEA, SPRING_FESTIVALS
from sample_data.reference import towns
from supervision.clocks import Limits
from supervision.opening_hours import government_hours
from supervision.projects.rules import RULES, Tracked, findings_of

UNTIL = datetime(2026, 11, 23, 9, 41, 20)


@pytest.fixture(scope="module")
def engine(new_database):
    engine = engine_for(new_database())
    fill(engine, 4_000, 3, UNTIL, projects=400)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def projects(engine):
    with reading(engine) as connection:
        calendar = load_calendar(connection)
        limits = Limits(calendar, government_hours(calendar))
        ids = connection.scalars(select(Project.project_id)).all()
        loaded = load_projects(connection, sorted(ids), limits, load_register(connection), UNTIL)
    return limits, loaded


def test_a_few_appeals_name_a_project_of_their_town(engine):
    with reading(engine) as connection:
        named = select(Appeal.town_code, Project.town_code).join(
            Project, Project.project_id == Appeal.project_id
        )
        pairs = connection.execute(named).all()
        appeals = connection.scalar(select(func.count()).select_from(Appeal))
    assert 3 <= len(pairs) <= 0.05 * appeals
    assert all(of_appeal == of_project for of_appeal, of_project in pairs)


def test_every_project_is_queued_once_behind_the_cases(engine):
    with reading(engine) as connection:
        queued = connection.execute(
            select(ChangeQueue.line, func.count(), func.min(ChangeQueue.change_id)).group_by(
                ChangeQueue.line
            )
        )
        rows = {line: (number, first) for line, number, first in queued}
    assert {line: rows[line][0] for line in ("approval", "project")} == {
        "approval": 4_000,
        "project": 400,
    }
    assert rows["project"][1] > rows["approval"][1]


def test_every_rule_and_every_fault_occurs_and_most_projects_have_none(projects):
    limits, loaded = projects
    found = Counter(
        rule
        for one in loaded
        if one.project
        for rule in {
            f.rule for f in findings_of(Tracked(one.project, limits)) if f.occurs_at <= UNTIL
        }
    )
    assert set(found) == set(RULES)
    faults = Counter(fault.rule for one in loaded for fault in one.faults)
    wanted = {rule for _, rule in PROJECT_VIOLATIONS.values() if not rule.startswith("W")} - {""}
    assert set(faults) == wanted
    assert sum(not one.faults for one in loaded) > 0.9 * len(loaded)
    assert 0.02 < found["W51"] / len(loaded) < 0.35


def test_late_starts_gather_before_the_spring_festival(projects):
    _, loaded = projects
    late = [
        one.project.started_on
        for one in loaded
        if one.project
        and one.project.started_on
        and (plan := one.project.milestone_of("start"))
        and plan.planned_on
        and (one.project.started_on - plan.planned_on).days > 60
    ]
    weeks_before = sum(
        any(0 < (day - start).days <= 24 for day in SPRING_FESTIVALS.values()) for start in late
    )
    assert len(late) > 30
    assert weeks_before > 0.4 * len(late)  # 24 days of a year would be 7 %


def test_late_starts_end_late(projects):
    _, loaded = projects
    slips = [
        ((start.reached_on - start.planned_on).days, (end.reached_on - end.planned_on).days)
        for one in loaded
        if one.project
        and (start := one.project.milestone_of("start"))
        and (end := one.project.milestone_of("completion"))
        and start.reached_on
        and end.reached_on
        and start.planned_on
        and end.planned_on
    ]
    assert len(slips) > 50
    assert np.corrcoef(*zip(*slips, strict=True))[0, 1] > 0.4


def test_money_adds_up_over_the_months_of_a_year(projects):
    _, loaded = projects
    reports = {
        (one.project.project_id, report.year, report.month): report.invested
        for one in loaded
        if one.project
        for report in one.project.months
    }
    steps = [
        (invested, reports[project, year, month - 1])
        for (project, year, month), invested in reports.items()
        if (project, year, month - 1) in reports
    ]
    assert len(steps) > 1_000
    assert sum(now >= 0.9 * before for now, before in steps) > 0.97 * len(steps)


def test_chains_are_made_of_cases_that_exist_each_linked_once(engine):
    with reading(engine) as connection:
        linked = connection.scalars(
            select(ProjectCase.case_id).where(ProjectCase.case_id != "gone:1")
        ).all()
        known = set(connection.scalars(select(ApprovalCase.case_id)))
    assert len(linked) > 200
    assert len(linked) == len(set(linked))
    assert set(linked) <= known


def test_projects_lie_near_their_towns_and_never_in_the_sea(engine):
    centres = {town.code: town for town in towns()}
    with reading(engine) as connection:
        places = connection.execute(
            select(Project.town_code, Project.longitude, Project.latitude)
        ).all()
    for town, longitude, latitude in places:
        centre = centres[town]
        assert abs(longitude - centre.longitude) < 0.06
        assert abs(latitude - centre.latitude) < 0.05
        if town in SEA:
            assert latitude >= centre.latitude - 0.00001


def test_the_same_seed_gives_the_same_projects(new_database, engine):
    again = engine_for(new_database())
    fill(again, 4_000, 3, UNTIL, projects=400)

    def everything(engine):
        with reading(engine) as connection:
            return [
                tuple(row) for row in connection.execute(select(Project).order_by("project_id"))
            ]

    assert len(everything(again)) == 400
    with reading(again) as one, reading(engine) as other:
        for table in ("project", "project_month", "project_case", "project_blocker"):
            statement = f"SELECT * FROM {table} ORDER BY 1, 2"
            assert list(one.exec_driver_sql(statement)) == list(other.exec_driver_sql(statement))
    again.dispose()


def test_the_projects_also_go_into_postgresql(database):
    counts = fill(database, 300, 3, UNTIL, projects=40)
    assert counts["project"] == 40
    with reading(database) as connection:
        assert connection.scalar(select(func.count()).select_from(Project)) == 40


def test_the_feed_moves_them(new_database):
    engine = engine_for(new_database())
    fill(engine, 300, 3, UNTIL, projects=60)
    desk = Desk(UNTIL + timedelta(hours=1), np.random.default_rng(5), {})
    with writing(engine) as connection:
        connection.execute(ChangeQueue.__table__.delete())
        done = Counter(move_a_project(connection, desk).rpartition(" ")[0] for _ in range(60))
        queued = connection.scalar(select(func.count()).where(ChangeQueue.line == "project"))
        started = connection.scalar(
            select(func.count()).where(Project.started_on == date(2026, 11, 23))
        )
        closed = connection.scalar(select(func.count()).where(ProjectBlocker.closed_at == desk.now))
    assert set(done) - {""} == {"close blocker", "raise blocker", "start"}
    assert queued == sum(count for name, count in done.items() if name)
    assert (started, closed) >= (1, done["close blocker"])
    engine.dispose()


def test_nothing_is_moved_where_there_are_no_projects(connection):
    desk = Desk(UNTIL, np.random.default_rng(5), {})
    assert {move_a_project(connection, desk) for _ in range(20)} == {""}


def test_more_than_ten_thousand_are_refused(capsys):
    assert main(["--projects", "10001"]) == 2
    assert "between 0 and 10,000" in capsys.readouterr().err
