"""What the screens of projects ask, on four projects counted by hand, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine

from data_access.engine import reading
from data_access.figures import cases, figures, indicators
from data_access.projects import project, projects
from supervision.scope import Period, Scope
from tests import projects_record
from tests.projects_record import NOW

SCOPE = Scope(Period(date(2026, 1, 1), NOW.date()))
ONE = {"as_of": NOW, "project_id": "P1"}


@pytest.fixture(scope="module")
def evaluated(shared_database: Engine) -> Engine:
    projects_record.fill(shared_database)
    return shared_database


@pytest.fixture
def listed(evaluated: Engine) -> Iterator[Connection]:
    with reading(evaluated) as connection:
        yield connection


def test_the_projects_stand_with_their_lights_the_worst_first(listed: Connection) -> None:
    found = projects.list_projects(listed, SCOPE, as_of=NOW)
    assert list(zip(found.project_id, found.light, strict=True)) == [
        ("P1", "red"),
        ("P2", "normal"),
    ]
    one = found.iloc[0]
    assert (one.rule, one.blockers, one.blocker_kind) == ("W50", 1, "land")
    assert (one.total_investment, one.since) == (200_000_000, pd.Timestamp(2026, 7, 1))
    assert list(found.behind_points)[1] == 5
    in_june = projects.list_projects(listed, SCOPE, as_of=datetime(2026, 6, 20))
    assert dict(zip(in_june.project_id, in_june.light, strict=True)) == {
        "P1": "yellow",
        "P2": "normal",
        "P3": "normal",
    }
    assert projects.list_projects(listed, replace(SCOPE, items=("water",)), as_of=NOW).shape[0] == 1
    assert projects.list_projects(listed, replace(SCOPE, towns=("t2",)), as_of=NOW).empty


def test_figures_of_the_record(listed: Connection) -> None:
    names = ("start_rate", "completion_rate", "investment_rate", "schedule_gap", "red_light_share")
    found = indicators(listed, SCOPE, names, as_of=NOW).set_index("name")["value"]
    expected = [1 / 2, 1.0, 900 / 1200, -100 / 1200, 1 / 2]
    assert found.to_list() == pytest.approx(expected)
    expected = {
        "starts_missing": 1,
        "completions_due": 1,
        "completions_due_met": 0,
        "blockers_overdue": 1,
        "blocker_age_days": 10,
        "milestones_late": 1,
        "reschedules_approved": 1,
        "project_cards_open_red": 1,
    }
    assert figures(listed, SCOPE, expected, as_of=NOW).iloc[0].to_dict() == expected
    missing = cases(listed, SCOPE, "starts_missing", as_of=NOW).frame
    assert missing.project_id.to_list() == ["P1"]
    assert missing.project_code.to_list() == ["2026-P1"]


def test_milestones_are_those_planned_at_the_moment(listed: Connection) -> None:
    stones = projects.list_stones(listed, SCOPE, as_of=NOW, project_ids=("P1", "P2"))
    found = {(row.project_id, row.milestone_no): row for row in stones.itertuples()}
    assert {key: row.is_late for key, row in found.items()} == {
        ("P1", 1): True,
        ("P1", 2): False,
        ("P2", 1): False,
    }
    assert found["P1", 2].due_at.date() == date(2026, 12, 3)
    before = projects.list_stones(
        listed, SCOPE, as_of=datetime(2026, 8, 1), project_ids=("P1", "P2")
    )
    assert date(2026, 9, 1) in set(before.due_at.dt.date)


def test_what_comes_in_the_next_weeks(listed: Connection) -> None:
    coming = projects.list_coming(listed, SCOPE, as_of=NOW)
    assert coming[["project_id", "stone"]].to_numpy().tolist() == [["P1", "施工许可"]]
    assert projects.list_coming(listed, SCOPE, as_of=datetime(2026, 12, 4)).empty
    days = projects.list_week_days(listed, SCOPE, as_of=datetime(2026, 9, 30, 8))
    off = dict(zip(days.day.dt.date, days.is_off, strict=True))
    assert (len(days), days.day.dt.date[0]) == (42, date(2026, 9, 28))
    assert (off[date(2026, 9, 30)], off[date(2026, 10, 1)]) == (False, True)


def test_money_by_month_ends_at_the_figure(listed: Connection) -> None:
    months = projects.investment_by_month(listed, SCOPE, as_of=NOW)
    assert months.month.dt.month.to_list() == [9, 10]
    assert months.invested.to_list() == [7_000_000, 9_000_000]
    last = months.iloc[-1]
    assert (last.planned, last.annual) == (10_000_000, 12_000_000)
    numbers = figures(listed, SCOPE, ["invested_to_date"], as_of=NOW)
    assert numbers["invested_to_date"].iloc[0] == last.invested
    assert projects.investment_by_month(listed, SCOPE, as_of=datetime(2026, 2, 1)).empty


def test_one_project_with_its_dates_blockers_and_findings(listed: Connection) -> None:
    shown = project.find_project(listed, SCOPE, **ONE).iloc[0]
    assert (shown.light, shown.list_kind, shown.coordinator) == ("red", "start", "曹**")
    assert shown.start_due_at == pd.Timestamp(2026, 4, 10, 23, 59, 59)
    versions = project.list_versions(listed, SCOPE, **ONE)
    assert versions[["milestone_no", "version_no", "is_in_force"]].to_numpy().tolist() == [
        [1, 0, True],
        [2, 0, False],
        [2, 1, True],
    ]
    assert versions.reason.to_list()[2] == "管线未迁"
    blocker = project.list_blockers(listed, SCOPE, **ONE).iloc[0]
    assert (blocker.age_days, blocker.is_overdue, blocker.department_code) == (53, True, "d2")
    findings = project.list_findings(listed, SCOPE, **ONE)
    found = set(zip(findings.rule, findings.level, findings.state, strict=True))
    assert {("W50", "red", "open"), ("W50", "yellow", "ended")} <= found
    assert project.list_links(listed, SCOPE, **ONE).empty


def test_one_project_in_the_past_knows_nothing_of_later(listed: Connection) -> None:
    then = {"as_of": datetime(2026, 3, 1), "project_id": "P2"}
    shown = project.find_project(listed, SCOPE, **then).iloc[0]
    assert pd.isna(shown.started_at)
    assert project.list_reports(listed, SCOPE, **then).empty
    assert project.list_blockers(listed, SCOPE, **then).empty
    reports = project.list_reports(listed, SCOPE, as_of=NOW, project_id="P2")
    assert reports.invested.to_list() == [7_000_000, 9_000_000]


def test_a_project_out_of_scope_or_set_aside_is_not_found(listed: Connection) -> None:
    elsewhere = replace(SCOPE, departments=("d2",))
    assert project.find_project(listed, elsewhere, **ONE).empty
    aside = {"as_of": NOW, "project_id": "P4"}
    assert project.find_project(listed, SCOPE, **aside).empty
    assert project.is_waiting(listed, SCOPE, **aside)
    assert not project.is_waiting(listed, SCOPE, as_of=NOW, project_id="P5")
