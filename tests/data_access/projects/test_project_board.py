"""The board of projects says what SQL says, until something changes, and never longer."""

from datetime import date, datetime, timedelta

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Connection, Engine, delete, insert, update

from data_access.engine import reading, writing
from data_access.evaluation import evaluate
from data_access.figures import figures, indicators
from data_access.projects import project_board, projects
from data_access.projects.project_board import HELD, board, stocks
from data_access.projects.project_reading import PLACES
from data_access.schema import (
    Appeal,
    BlockerClock,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    MilestoneVersion,
    Project,
    ProjectLight,
    ProjectProgress,
)
from data_access.schema.base import table_of
from supervision.indicators.projects import PROJECTS
from supervision.scope import Period, Scope
from tests import projects_record
from tests.data_access.test_project_measures import MOMENTS, PERIOD, SCOPES, filled
from tests.projects_record import NOW

__all__ = ["filled"]
NAMES = sorted(HELD)
A_SECOND = timedelta(seconds=1)


def test_stocks_of_the_board_are_those_of_sql(filled: Connection) -> None:
    for as_of in MOMENTS:
        for bounds in SCOPES:
            scope = Scope(PERIOD, **bounds)
            found = stocks(filled, scope, as_of=as_of, names=NAMES)
            assert found.equals(figures(filled, scope, NAMES, as_of=as_of)), (bounds, as_of)
            for by in ("department", "item", "town"):
                parts = stocks(filled, scope, as_of=as_of, names=NAMES, by=by)
                expected = figures(filled, scope, NAMES, as_of=as_of, by=by)
                assert parts.equals(expected[expected[NAMES].any(axis=1)].reset_index(drop=True))
        assert found.any(axis=None)


def test_it_holds_until_the_next_moment_and_not_a_second_longer(filled: Connection) -> None:
    scope, as_of, changed = Scope(PERIOD), MOMENTS[0], 0
    for _ in range(12):
        known = board(filled, as_of)
        assert known.since == as_of < known.until
        last = known.until - A_SECOND
        assert board(filled, last) is known
        after = board(filled, known.until)
        assert after is not known
        for moment in (last, known.until):
            found = stocks(filled, scope, as_of=moment, names=NAMES)
            assert found.equals(figures(filled, scope, NAMES, as_of=moment)), moment
        changed += not known.stocks.equals(after.stocks)
        as_of = known.until
    assert changed > 3  # it is not read anew for nothing


def test_rates_are_the_same_on_the_board(database: Engine) -> None:
    projects_record.fill(database)
    names = [one.name for one in PROJECTS]
    with reading(database) as connection:
        for bounds in ({}, {"departments": ("d1",)}, {"towns": ("t1",)}):
            scope = Scope(Period(date(2026, 1, 1), NOW.date()), **bounds)
            splits = (None, "department", "item")
            asked = {by: indicators(connection, scope, names, as_of=NOW, by=by) for by in splits}
            board(connection, NOW)
            for by, expected in asked.items():
                assert indicators(connection, scope, names, as_of=NOW, by=by).equals(expected)
            project_board.forget()
    assert expected["value"].notna().any()


def test_what_it_does_not_count_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="reschedules: not counted"):
        stocks(connection, Scope(PERIOD), as_of=NOW, names=["projects_red", "reschedules"])


def test_a_changed_project_is_read_anew_and_another_line_changes_nothing(database: Engine) -> None:
    projects_record.fill(database)
    scope = Scope(Period(date(2026, 1, 1), NOW.date()))

    def names(connection: Connection) -> list[str]:
        return projects.list_projects(connection, scope, as_of=NOW)["name"].to_list()

    with reading(database) as connection:
        before = board(connection, NOW)
        answer = projects.list_projects(connection, scope, as_of=NOW)
        answer["name"] = "spoilt"  # what a reader does to its answer is its own
        assert names(connection) == [projects_record.HOSTILE, "泵闸改造"]
    with writing(database) as connection:
        connection.execute(
            insert(Appeal).values(
                appeal_id="A", source_code="s", appeal_no="1", requested_at=datetime(2026, 11, 2, 9)
            )
        )
    assert evaluate(database, now=NOW) == 1
    with reading(database) as connection:
        assert board(connection, NOW) is before
    with reading(database) as early:
        assert names(early)[1] == "泵闸改造"  # its view begins
        with writing(database) as connection:
            renamed = update(Project).where(Project.project_id == "P2").values(name="新名")
            connection.execute(renamed)
        evaluate(database, now=NOW)
        with reading(database) as late:
            assert board(late, NOW) is not before
            assert names(late)[1] == "新名"
        if database.dialect.name == "sqlite":  # the other one sees what is committed meanwhile
            assert names(early)[1] == "泵闸改造"
    with reading(database) as late:
        assert names(late)[1] == "新名"


def test_changed_projects_alone_are_read_anew_and_all_is_as_if_read_whole(
    filled: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of eight projects everything moves, in eight batches; one of them comes, one goes."""
    as_of, read = MOMENTS[0], project_board._read
    filled.execute(insert(EvaluationRun).values(run_no=1, finished_at=as_of, subjects=0))
    board(filled, as_of)
    asked: list[object] = []

    def seen(connection: Connection, moment: datetime, of: object = None) -> project_board.Board:
        asked.append(of)
        return read(connection, moment, of)

    monkeypatch.setattr(project_board, "_read", seen)
    for number in range(2, 10):
        moment, subject = as_of + number * A_SECOND, f"key-{number}"
        for model in (ProjectLight, ProjectProgress, MilestoneVersion, BlockerClock, Finding):
            rows = table_of(model)
            key = rows.c.subject_id if model is Finding else rows.c.project_id
            if number == 9:
                filled.execute(delete(rows).where(key == subject))
            else:
                codes = {"department_code": f"d{number}", "town_code": "fengjing"}
                filled.execute(update(rows).where(key == subject).values(codes))
        begun = {"valid_from": moment, "valid_until": None, "light": "red"}
        filled.execute(update(ProjectLight).where(ProjectLight.project_id == subject).values(begun))
        run = {"run_no": number, "finished_at": moment, "subjects": 1}
        filled.execute(insert(EvaluationRun).values(run))
        worked = {"run_no": number, "line": "project", "subject_id": subject}
        filled.execute(insert(EvaluatedSubject).values(worked))
        found, whole = board(filled, moment), read(filled, moment)
        for name in ("projects", "coming", "money", "stocks"):
            parts = [getattr(one, name) for one in (found, whole)]
            key = [each for each in ("month", *PLACES) if each in parts[0]]
            if name == "money":
                parts = [part.sort_values(key, ignore_index=True) for part in parts]
            assert_frame_equal(*parts, check_dtype=False)
        assert found.since <= moment < found.until <= whole.until
    assert asked == [{f"key-{number}"} for number in range(2, 10)]
