"""The yearly list of projects: what becomes of its rows, again and a month later."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from data_access.engine import reading, writing
from data_access.importing.mapping_file import read_mapping
from data_access.importing.run import Result, import_file
from data_access.schema import (
    ChangeQueue,
    DataFault,
    Department,
    Project,
    ProjectBlocker,
    ProjectMonth,
    ProjectYear,
    Town,
)
from data_access.schema.base import table_of

NOW = datetime(2026, 11, 23, 9, 41, 20)
EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "project_list_2026-10.csv"
PORT = "project_list:2026-310116-27-01-000101"


def imported(engine: Engine, path: Path = EXAMPLE, now: datetime = NOW) -> Result:
    return import_file(engine, read_mapping(Path("project_list")), path, now=now)


def rows(engine: Engine, model, project_id: str = ""):
    statement = select(table_of(model)).order_by(*table_of(model).primary_key)
    if project_id:
        statement = statement.where(model.project_id == project_id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def empty_queue(engine: Engine) -> int:
    with writing(engine) as connection:
        return connection.execute(table_of(ChangeQueue).delete()).rowcount


def a_later_list(
    tmp_path: Path, change: tuple[str, str], name: str = "计划表_2026年11月.csv"
) -> Path:
    path = tmp_path / name
    text = EXAMPLE.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change), encoding="utf-8")
    return path


def test_a_row_is_a_project_its_plan_its_report_and_its_problem(database):
    with writing(database) as connection:
        connection.execute(insert(Department).values(department_code="economy", name="区经委"))
        connection.execute(insert(Town).values(town_code="310116109", name="金山卫镇"))
    result = imported(database)
    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (15, 11, 4)
    assert result.subjects == "projects"
    (project,) = rows(database, Project, PORT)
    assert project["name"] == "湾区生物医药港二期"
    assert (project["department_code"], project["town_code"]) == ("economy", "310116109")
    assert (project["total_investment"], project["started_on"]) == (186_000, date(2026, 2, 5))
    (plan,) = rows(database, ProjectYear, PORT)
    assert (plan["year"], plan["list_kind"], plan["planned_investment"]) == (2026, "start", 42_000)
    assert plan["planned_start_on"] == date(2026, 3, 31)  # of a month, its last day
    assert plan["planned_completion_on"] == date(2028, 6, 30)
    (report,) = rows(database, ProjectMonth, PORT)
    assert (report["month"], report["invested"], report["progress_percent"]) == (
        "2026-10",
        31_500,
        46,
    )
    assert report["reported_at"] == datetime(2026, 11, 1)
    (blocker,) = rows(database, ProjectBlocker, PORT)
    assert (blocker["description"], blocker["closed_at"]) == ("规划许可尚未批复", None)


def test_known_names_lead_to_their_codes_and_new_ones_are_added(embedded):
    with writing(embedded) as connection:
        connection.execute(insert(Department).values(department_code="economy", name="区经委"))
    imported(embedded)
    names = {row["name"]: row["department_code"] for row in rows(embedded, Department)}
    assert names["区经委"] == "economy"
    assert names["区水务局"] == "区水务局"


def test_bad_rows_get_what_the_page_says(embedded):
    imported(embedded)
    found = {
        (
            row["subject_id"].rpartition(":")[2],
            row["rule"],
            row["column_name"],
            row["is_quarantined"],
        )
        for row in rows(embedded, DataFault)
    }
    assert found == {
        ("11", "T01", "planned_start_on", True),
        ("12", "V01", "total_investment", False),
        ("12", "V01", "progress_percent", False),
        ("13", "T06", "started_on", True),
        ("14", "R03", "project_code", True),
        ("15", "R03", "project_code", True),
        ("16", "C01", "list_kind", False),
    }
    without_code = "project_list:朱泾老城更新"
    assert [row["project_code"] for row in rows(embedded, Project, without_code)] == [None]
    reserve = "project_list:2026-310116-85-01-000108"
    assert rows(embedded, ProjectMonth, reserve) == []  # nothing was reported of it
    assert rows(embedded, ProjectBlocker, "project_list:2026-310116-34-01-000104") == []


def test_importing_again_changes_nothing(database):
    imported(database)
    assert empty_queue(database) > 0
    before = [rows(database, model) for model in (Project, ProjectYear, ProjectMonth)]
    imported(database, now=datetime(2026, 12, 3))
    assert empty_queue(database) == 0
    assert [rows(database, model) for model in (Project, ProjectYear, ProjectMonth)] == before


def test_a_problem_ends_with_the_first_list_that_does_not_name_it(embedded, tmp_path):
    imported(embedded)
    later = a_later_list(tmp_path, ("规划许可尚未批复", "无"))
    imported(embedded, later)
    (blocker,) = rows(embedded, ProjectBlocker, PORT)
    # November is not over: its list counts from the moment it was read
    assert (blocker["raised_at"], blocker["closed_at"]) == (datetime(2026, 11, 1), NOW)
    assert [row["month"] for row in rows(embedded, ProjectMonth, PORT)] == ["2026-10", "2026-11"]
    empty_queue(embedded)
    imported(embedded)  # the older list again
    imported(embedded, later, datetime(2026, 11, 30))
    assert empty_queue(embedded) == 0
    back = a_later_list(tmp_path, ("规划", "规划"), "计划表_2026-12.csv")
    imported(embedded, back, datetime(2027, 1, 5))
    (blocker,) = rows(embedded, ProjectBlocker, PORT)
    assert (blocker["raised_at"], blocker["closed_at"]) == (datetime(2026, 11, 1), None)


def test_a_project_that_has_become_impossible_is_taken_away(embedded, tmp_path):
    imported(embedded)
    imported(embedded, a_later_list(tmp_path, ("2026-02-05", "2027-02-05"), EXAMPLE.name))
    for model in (Project, ProjectYear, ProjectMonth, ProjectBlocker):
        assert rows(embedded, model, PORT) == []


def test_a_file_that_names_no_month_shows_nothing_and_says_why(embedded, tmp_path):
    path = tmp_path / "list.csv"
    shutil.copy(EXAMPLE, path)
    result = imported(embedded, path)
    assert (result.rows_read, result.rows_shown) == (15, 0)
    faults = {(row["rule"], row["column_name"]) for row in rows(embedded, DataFault)}
    assert ("T05", "month") in faults


def test_an_imported_project_can_be_derived(embedded):
    from data_access.approvals.loading import load_register
    from data_access.projects.project_loading import load_projects
    from tests.supervision.cases_for_rules import LIMITS

    imported(embedded)
    with reading(embedded) as connection:
        (one,) = load_projects(connection, [PORT], LIMITS, load_register(connection), NOW)
    assert one.faults == []
    assert one.project is not None
    assert one.project.blockers[0].kind == "other"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('month = "@file"', "[project].month is missing"),
        ('of_month = "last" }', "of_month must be 'first' or 'last'"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_in_one_sentence(tmp_path, line, problem):
    ready = Path(__file__).resolve().parents[3] / "data_access" / "mappings" / "project_list.toml"
    changed = "" if line.startswith("month") else 'of_month = "middle" }'
    path = tmp_path / "mine.toml"
    path.write_text(ready.read_text(encoding="utf-8").replace(line, changed), encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.toml: ") as error:
        read_mapping(path)
    assert problem.replace("[project]", "project") in str(error.value)
