"""Every measure of projects: figure is list is cells is a naive count, on both databases."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, Engine, select, update

from data_access.cells import compare
from data_access.engine import reading, writing
from data_access.evaluation import evaluate
from data_access.figures import figures, indicators
from data_access.measures import MEASURES
from data_access.schema import (
    CELLS,
    BlockerClock,
    ChainStep,
    Finding,
    MilestoneVersion,
    Project,
    ProjectBlocker,
    ProjectClock,
    ProjectLight,
    ProjectProgress,
)
from sample_data.district import fill
from supervision.indicators.projects import PROJECTS
from supervision.scope import Period, Scope
from tests.measured import (
    assert_cells_are_naive,
    assert_days_and_months_add_up,
    assert_figure_is_list_is_naive,
    assert_memory_knows_the_running_day,
)
from tests.naive_projects import NAIVE
from tests.random_lines import LISTED, MOMENTS, PERIOD, SCOPES, fill_at_random, rows_of

OF_PROJECTS = {name: one for name, one in MEASURES.items() if one.line == "project"}
NAMES = list(OF_PROJECTS)
KEPT = CELLS["project"].measures
TABLES = {
    "lists": ProjectClock,
    "lights": ProjectLight,
    "versions": MilestoneVersion,
    "reports": ProjectProgress,
    "blockers": BlockerClock,
    "links": ChainStep,
    "findings": Finding,
}
CHOICES = {"kind": ("wait", "step"), "line": ("project", "project", "approval")}


@pytest.fixture(scope="module")
def filled(shared_connection: Connection) -> Connection:
    """Random rows; every third finding is of approvals."""
    fill_at_random(shared_connection, TABLES, CHOICES, seed=3)
    return shared_connection


def test_figure_is_list_is_naive_count_for_every_measure(filled: Connection) -> None:
    asked = rows_of(filled, TABLES), PERIOD, MOMENTS, LISTED
    assert assert_figure_is_list_is_naive(filled, OF_PROJECTS, NAIVE, *asked) == set(NAMES)


def test_cells_of_closed_days_are_the_naive_count(filled: Connection) -> None:
    assert_cells_are_naive(
        filled, "project", NAIVE, rows_of(filled, TABLES), PERIOD, MOMENTS, SCOPES
    )


def test_memory_knows_the_running_day(filled: Connection) -> None:
    assert_memory_knows_the_running_day(filled, OF_PROJECTS, PERIOD, SCOPES)


def test_days_and_months_add_up_to_the_period(filled: Connection) -> None:
    assert_days_and_months_add_up(filled, OF_PROJECTS, PERIOD, MOMENTS[0])


@pytest.mark.parametrize("by", ["department", "item", "town"])
def test_parts_add_up_to_the_whole(filled: Connection, by: str) -> None:
    scope = Scope(PERIOD)
    whole = figures(filled, scope, NAMES, as_of=MOMENTS[1]).iloc[0]
    parts = figures(filled, scope, NAMES, as_of=MOMENTS[1], by=by)
    assert len(parts) > 1
    assert parts[NAMES].sum().to_dict() == whole.to_dict()


def test_lines_are_counted_apart_in_one_question(filled: Connection) -> None:
    scope = Scope(PERIOD)
    both = figures(filled, scope, ["reschedules", "cards_issued"], as_of=MOMENTS[2]).iloc[0]
    for name in both.index:
        assert both[name] == figures(filled, scope, [name], as_of=MOMENTS[2]).iloc[0][name] > 0


def test_cells_are_exactly_the_flows_that_no_later_moment_changes() -> None:
    assert tuple(name for name, one in OF_PROJECTS.items() if one.in_cells) == KEPT
    assert set(NAIVE) == set(OF_PROJECTS)


def test_evaluation_keeps_the_cells_of_what_changes(database: Engine) -> None:
    until = datetime(2026, 11, 20, 16)
    fill(database, 200, 7, until, projects=60)
    evaluate(database, now=until)
    with reading(database) as connection:
        assert compare(connection, "project").empty
        scope = Scope(Period(date(2026, 1, 1), until.date()))
        before = figures(connection, scope, NAMES, as_of=until).iloc[0]
        names = [one.name for one in PROJECTS]
        answer = indicators(connection, scope, names, as_of=until).set_index("name")["value"]
        for one in PROJECTS:
            below = 1 if one.denominator is None else before[one.denominator]
            assert answer[one.name] == pytest.approx(before[one.numerator] / below), one.name
    assert before["starts_due"] > before["starts_due_met"] > 0

    with writing(database) as connection:
        raised = select(ProjectBlocker.project_id).where(ProjectBlocker.closed_at.is_(None))
        one = connection.scalar(raised.order_by(ProjectBlocker.project_id).limit(1))
        of_one = ProjectBlocker.project_id == one, ProjectBlocker.closed_at.is_(None)
        closed = connection.execute(
            update(ProjectBlocker).where(*of_one).values(closed_at=datetime(2026, 11, 19, 9))
        ).rowcount
        connection.execute(update(Project).where(Project.project_id == one).values(kind="water"))
    evaluate(database, now=until)
    with reading(database) as connection:
        assert compare(connection, "project").empty
        after = figures(connection, scope, NAMES, as_of=until).iloc[0]
    assert after["blockers_cleared"] == before["blockers_cleared"] + closed
    assert after["blockers_open"] == before["blockers_open"] - closed
