"""A project out of the contract into its derived rows, on both databases."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from data_access.approvals.loading import load_register
from data_access.projects import project_derivation as derivation
from data_access.projects.project_loading import load_medians, load_projects
from data_access.schema import (
    ApprovalCase,
    BlockerClock,
    ChainStep,
    Department,
    MilestoneVersion,
    MonthlyDuration,
    Project,
    ProjectBlocker,
    ProjectCase,
    ProjectClock,
    ProjectLight,
    ProjectMilestone,
    ProjectMilestoneChange,
    ProjectMonth,
    ProjectPause,
    ProjectProgress,
    ProjectService,
    ProjectYear,
    ServiceItem,
)
from supervision.projects.rules import Tracked, findings_of
from tests.supervision.cases_for_rules import LIMITS

NOW = datetime(2026, 11, 23, 9, 41)
P = "s:P1"


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour)


def end(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59)


def add(connection: Connection, model: Any, **values: Any) -> None:
    connection.execute(insert(model).values({"project_id": P} | values))


def add_project(connection: Connection, **values: Any) -> None:
    usual = {
        "source_code": "s",
        "project_code": "2026-310116-01",
        "name": "某基地",
        "department_code": "d1",
        "town_code": "t1",
        "kind": "manufacturing",
        "total_investment": 12_345.67,
        "started_on": date(2026, 4, 20),
    }
    connection.execute(insert(Department).values(department_code="d1", name="发改委"))
    add(connection, Project, **(usual | values))


def loaded(connection: Connection):
    (one,) = load_projects(connection, [P], LIMITS, load_register(connection), NOW)
    return one


def tracked(connection: Connection):
    one = loaded(connection)
    assert one.project is not None
    return one, Tracked(one.project, LIMITS)


def faults(connection: Connection) -> list[tuple[str, str, str, bool]]:
    return [(f.rule, f.table, f.column, f.is_quarantined) for f in loaded(connection).faults]


def picked(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_a_project_has_a_clock_a_list_and_what_happens_once_stands_in_the_first(connection):
    add_project(connection, in_statistics_on=date(2026, 5, 1))
    add(connection, ProjectYear, year=2025, list_kind="reserve")
    add(
        connection,
        ProjectYear,
        year=2026,
        list_kind="start",
        planned_start_on=date(2026, 3, 31),
        planned_investment=5_000,
    )
    add(connection, ProjectService, service_no=1, kind="site_visit", served_at=at(1, 9))
    one, project = tracked(connection)
    rows = derivation.clock_rows(one, project, 7)
    names = ("year", "list_kind", "is_first_list", "listed_at", "unlisted_at", "first_service_at")
    assert picked(rows, *names) == [
        (2025, "reserve", True, datetime(2025, 1, 1), at(1, 1), at(1, 9)),
        (2026, "start", False, at(1, 1), datetime(2027, 1, 1), None),
    ]
    names = ("start_due_at", "started_at", "start_met_at", "planned_investment")
    assert picked(rows, *names) == [
        (None, at(4, 20), None, None),
        (end(3, 31), at(4, 20), at(4, 20), 50_000_000),
    ]
    assert picked(rows[:1], "statistics_due_at", "in_statistics_at", "total_investment") == [
        (end(5, 20), at(5, 1), 123_456_700)
    ]


def test_a_project_on_no_list_has_one_clock(connection):
    add_project(connection, created_at=at(2, 3))
    one, project = tracked(connection)
    rows = derivation.clock_rows(one, project, 7)
    assert picked(rows, "year", "listed_at", "unlisted_at") == [(0, at(2, 3), None)]


def test_a_milestone_is_late_only_in_the_version_that_was(connection):
    add_project(connection)
    add(connection, ProjectYear, year=2026, list_kind="start")
    add(
        connection,
        ProjectMilestone,
        milestone_no=1,
        kind="topping_out",
        name="主体封顶",
        planned_on=date(2026, 6, 30),
        reached_on=date(2026, 9, 10),
    )
    change = {"milestone_no": 1, "to_on": date(2026, 8, 31)}
    add(
        connection,
        ProjectMilestoneChange,
        change_no=1,
        changed_at=at(7, 5, 9),
        reason="雨季",
        is_approved=True,
        **change,
    )
    one, project = tracked(connection)
    rows = derivation.version_rows(one, project.project)
    names = ("version_no", "due_at", "valid_from", "valid_until", "late_from", "late_until")
    assert picked(rows, *names) == [
        (0, end(6, 30), at(1, 1), at(7, 5, 9), at(7, 1), at(7, 5, 9)),
        (1, end(8, 31), at(7, 5, 9), None, at(9, 1), at(9, 10)),
    ]
    assert picked(rows, "is_change", "has_reason", "is_approved", "requested_on") == [
        (False, False, None, None),
        (True, True, True, date(2026, 8, 31)),
    ]


def test_reports_and_lights_follow_each_other(connection):
    add_project(connection, started_on=date(2026, 2, 1), in_statistics_on=date(2026, 2, 9))
    add(connection, ProjectYear, year=2026, list_kind="continue", planned_investment=1_000)
    for month, done in (("2026-03", 10.0), ("2026-04", 25.0)):
        add(connection, ProjectMonth, month=month, progress_percent=done, planned_percent=30.0)
    one, project = tracked(connection)
    rows = derivation.progress_rows(one, project)
    names = ("month", "valid_from", "valid_until", "behind_points", "annual_investment")
    assert picked(rows, *names) == [
        ("2026-03", at(4, 1), at(5, 1), 20.0, 10_000_000),
        ("2026-04", at(5, 1), None, 5.0, 10_000_000),
    ]
    lights = derivation.light_rows(one, project.project, findings_of(project))
    assert picked(lights, "light", "valid_from", "valid_until") == [
        ("normal", at(1, 1), at(4, 1)),
        ("yellow", at(4, 1), at(5, 1)),
        ("normal", at(5, 1), None),
    ]


def test_a_blocker_belongs_to_who_must_clear_it(connection):
    add_project(connection)
    add(
        connection,
        ProjectBlocker,
        blocker_no=1,
        kind="land",
        department_code="d2",
        raised_at=at(5, 1, 9),
        promised_on=date(2026, 5, 31),
        closed_at=at(6, 10, 8),
    )
    add(connection, ProjectBlocker, blocker_no=2, kind="funds", raised_at=at(6, 1, 9))
    one, project = tracked(connection)
    rows = derivation.blocker_rows(one, project.project)
    assert picked(rows, "department_code", "promised_due_at", "closed_at", "age_days") == [
        ("d2", end(5, 31), at(6, 10, 8), 40),
        ("d1", None, None, None),
    ]


def a_case(connection: Connection, case_id: str, received: datetime, closed: datetime | None):
    values = {"source_code": "s", "case_no": case_id, "department_code": "d3", "item_code": "i1"}
    times = {"received_at": received, "accepted_at": received}
    ends = {"decided_at": closed, "closed_at": closed}
    connection.execute(insert(ApprovalCase).values(case_id=case_id, **values, **times, **ends))


def test_the_chain_is_made_of_the_linked_cases(connection):
    add_project(connection)
    item = {"item_code": "i1", "name": "许可", "department_code": "d3", "kind": "licence"}
    connection.execute(insert(ServiceItem).values(**item, promised_limit=10))
    a_case(connection, "s:1", at(3, 9, 9), at(3, 13, 16))
    a_case(connection, "s:2", at(3, 18, 9), at(3, 20, 9))
    add(connection, ProjectCase, case_id="s:1", stage="land_use")
    add(connection, ProjectCase, case_id="s:2", stage="construction_permit")
    one, project = tracked(connection)
    rows = derivation.chain_rows(one, project)
    names = ("kind", "stage", "department_code", "service_item_code", "total_days", "nobody_days")
    assert picked(rows, *names) == [
        ("step", "land_use", "d3", "i1", 4, 0),
        ("wait", "construction_permit", "d1", "i1", 3, 3),
        ("step", "construction_permit", "d3", "i1", 2, 0),
    ]
    (clock,) = derivation.clock_rows(one, project, 1)
    assert (clock["applied_at"], clock["approved_at"]) == (at(3, 9, 9), at(3, 20, 9))
    assert (clock["government_days"], clock["nobody_days"]) == (6, 3)


def test_every_derived_row_fits_its_table(connection):
    add_project(connection)
    add(connection, ProjectYear, year=2026, list_kind="start", planned_start_on=date(2026, 3, 1))
    add(connection, ProjectMonth, month="2026-03", progress_percent=10, planned_percent=30)
    stone = {"kind": "start", "name": "开工", "planned_on": date(2026, 3, 1)}
    add(connection, ProjectMilestone, milestone_no=1, **stone)
    add(connection, ProjectBlocker, blocker_no=1, kind="land", raised_at=at(5, 1))
    a_case(connection, "s:1", at(3, 9, 9), None)
    add(connection, ProjectCase, case_id="s:1", stage="land_use")
    one, project = tracked(connection)
    rows = {
        ProjectClock: derivation.clock_rows(one, project, 1),
        ProjectLight: derivation.light_rows(one, project.project, findings_of(project)),
        MilestoneVersion: derivation.version_rows(one, project.project),
        ProjectProgress: derivation.progress_rows(one, project),
        BlockerClock: derivation.blocker_rows(one, project.project),
        ChainStep: derivation.chain_rows(one, project),
    }
    for model, values in rows.items():
        assert values, model
        connection.execute(insert(model), values)
        assert set(values[0]) == {column.name for column in model.__table__.columns}
    words = derivation.subject_words(one)
    assert (words["line"], words["subject_no"]) == ("project", "2026-310116-01")


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"completed_on": date(2026, 4, 19)}, ("T02", "project", "completed_on", True)),
        ({"started_on": date(2026, 11, 24)}, ("T06", "project", "started_on", True)),
        ({"department_code": "d9"}, ("R01", "project", "department_code", False)),
        ({"longitude": 1210.5}, ("V02", "project", "longitude", False)),
        ({"total_investment": -1}, ("V02", "project", "total_investment", False)),
    ],
)
def test_what_is_wrong_with_a_project_is_listed(connection, values, fault):
    add_project(connection, **values)
    assert faults(connection) == [fault]
    assert (loaded(connection).project is None) == fault[3]


@pytest.mark.parametrize(
    ("model", "values", "fault"),
    [
        (ProjectYear, {"year": 26}, ("V02", "project_year", "year")),
        (ProjectMonth, {"month": "三月"}, ("T05", "project_month", "month")),
        (
            ProjectMonth,
            {"month": "2026-03", "reported_at": datetime(2026, 12, 1)},
            ("T06", "project_month", "reported_at"),
        ),
        (ProjectMonth, {"month": "2026-11"}, ("T06", "project_month", "reported_at")),
        (
            ProjectMilestoneChange,
            {"milestone_no": 1, "change_no": 1, "changed_at": at(3, 1)},
            ("T01", "project_milestone_change", "to_on"),
        ),
        (ProjectPause, {"pause_no": 1}, ("T01", "project_pause", "started_on")),
        (
            ProjectPause,
            {"pause_no": 1, "started_on": date(2026, 5, 2), "ended_on": date(2026, 5, 1)},
            ("T02", "project_pause", "ended_on"),
        ),
        (
            ProjectBlocker,
            {"blocker_no": 1, "kind": "land"},
            ("T01", "project_blocker", "raised_at"),
        ),
        (ProjectService, {"service_no": 1, "kind": "x"}, ("T01", "project_service", "served_at")),
        (ProjectCase, {"case_id": "s:none"}, ("R05", "project_case", "case_id")),
    ],
)
def test_what_hangs_on_a_project_costs_only_itself(connection, model, values, fault):
    add_project(connection)
    add(connection, model, **values)
    assert faults(connection) == [(*fault, False)]
    project = loaded(connection).project
    assert project is not None
    parts = project.years, project.months, project.milestones, project.pauses
    assert not any((*parts, project.blockers, project.services, project.cases))


def test_an_unknown_code_or_percentage_is_unknown(connection):
    add_project(connection)
    add(connection, ProjectYear, year=2026, list_kind="important")
    add(connection, ProjectMonth, month="2026-03", progress_percent=101)
    assert faults(connection) == [
        ("C01", "project_year", "list_kind", False),
        ("V02", "project_month", "progress_percent", False),
    ]
    project = loaded(connection).project
    assert project is not None
    assert (project.years[0].kind, project.months[0].progress_percent) == ("", None)


def test_an_unreadable_date_quarantines_its_project(connection):
    add_project(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text("UPDATE project SET started_on = '不详'"))
        expected = ("T01", "project", "started_on", True)
    else:
        connection.execute(text("UPDATE project SET started_on = 'infinity'"))
        expected = ("T03", "project", "started_on", True)
    assert faults(connection) == [expected]
    assert loaded(connection).project is None


def test_an_item_usually_takes_its_median_where_enough_is_known(connection):
    cell = {"month": date(2026, 3, 1), "department_code": "d"}
    counted = [("many", 2, 4), ("many", 5, 4), ("many", 9, 2), ("few", 3, 9)]
    for item, days, cases in counted:
        row = cell | {"item_code": item, "used_days": days, "cases": cases}
        connection.execute(insert(MonthlyDuration).values(row))
    assert load_medians(connection, {"many", "few"}) == {"many": 5}


def test_a_deleted_project_is_absent(connection):
    assert load_projects(connection, [P], LIMITS, load_register(connection), NOW) == []
