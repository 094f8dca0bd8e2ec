"""Every measure of projects: figure is list is cells is a naive count, on both databases."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    insert,
    select,
    update,
)

from data_access.cells import compare, rebuild_cells
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
from data_access.schema.base import table_of
from sample_data.district import fill
from supervision.indicators.projects import PROJECTS
from supervision.scope import Period, Scope
from tests.measured import (
    assert_cells_are_naive,
    assert_days_and_months_add_up,
    assert_figure_is_list_is_naive,
)
from tests.naive_counts import fetched
from tests.naive_projects import NAIVE

OF_PROJECTS = {name: one for name, one in MEASURES.items() if one.line == "project"}
NAMES = list(OF_PROJECTS)
KEPT = CELLS["project"].measures
PERIOD = Period(date(2026, 8, 20), date(2026, 10, 5))
MOMENTS = (
    datetime(2026, 9, 3, 10, 30),
    datetime(2026, 9, 14, 23, 59, 59),
    datetime(2026, 10, 30, 9, 0),
)
SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"departments": ("d1", "d2")},
    {"items": ("water",)},
    {"towns": ("zhujing",)},
)
TABLES = {
    "lists": ProjectClock,
    "lights": ProjectLight,
    "versions": MilestoneVersion,
    "reports": ProjectProgress,
    "blockers": BlockerClock,
    "links": ChainStep,
    "findings": Finding,
}
CHOICES = {
    "department_code": ("d1", "d2", "d3"),
    "item_code": ("water", "housing", "manufacturing"),
    "town_code": ("zhujing", "fengjing"),
    "light": ("red", "yellow", "normal"),
    "kind": ("wait", "step"),
    "level": ("soon", "yellow", "red", "hint", "order"),
    "line": ("project", "project", "approval"),
}


def some(random: Random, column: Any) -> Any:
    """A value of a column; moments between August and October, some on the last second of a day."""
    if column.nullable and random.random() < 0.3:
        return None
    if column.name in CHOICES:
        return random.choice(CHOICES[column.name])
    if isinstance(column.type, DateTime):
        moment = datetime(2026, 8, 1) + timedelta(seconds=random.randrange(86_400 * 90))
        return moment.replace(hour=23, minute=59, second=59) if random.random() < 0.3 else moment
    if isinstance(column.type, Date):
        return date(2026, 8, 1) + timedelta(days=random.randrange(90))
    if isinstance(column.type, Boolean):
        return random.random() < 0.6
    if isinstance(column.type, (Integer, Float)):
        return random.randrange(9)
    return ""


@pytest.fixture
def filled(connection: Connection) -> Connection:
    """Three hundred random rows a table, with all cells; every third finding is of approvals."""
    random = Random(3)
    for model in TABLES.values():
        table = table_of(model)
        rows = []
        for number in range(300):
            row = {column.name: some(random, column) for column in table.c}
            key = next(iter(table.primary_key))
            rows.append(row | {key.name: f"key-{number}", "run_no": 1})
        names = {column.name for column in table.c}
        connection.execute(
            insert(table), [{n: v for n, v in row.items() if n in names} for row in rows]
        )
    for line in CELLS:
        rebuild_cells(connection, line, run_no=1)
    return connection


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        name: fetched(connection.execute(select(table_of(model))).mappings())
        for name, model in TABLES.items()
    }


def test_figure_is_list_is_naive_count_for_every_measure(filled: Connection) -> None:
    asked = rows_of(filled), PERIOD, MOMENTS, SCOPES
    assert assert_figure_is_list_is_naive(filled, OF_PROJECTS, NAIVE, *asked) == set(NAMES)


def test_cells_of_closed_days_are_the_naive_count(filled: Connection) -> None:
    assert_cells_are_naive(filled, "project", NAIVE, rows_of(filled), PERIOD, MOMENTS, SCOPES)


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
