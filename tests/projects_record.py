"""Four key projects counted by hand. Moment: Monday 23 November 2026.

P1 was to start on 10 April and has not: red since July, with a blocker past its day and a request
to move the permit. P2 began in time and is a little behind its schedule. P3 was to be completed on
30 June and was on 10 July. P4 is set aside: it ends before it begins.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, insert

from data_access.engine import writing
from data_access.evaluation import evaluate
from data_access.schema import (
    ApprovalCase,
    DataSource,
    Department,
    Project,
    ProjectBlocker,
    ProjectMilestone,
    ProjectMilestoneChange,
    ProjectMonth,
    ProjectYear,
    Town,
)

NOW = datetime(2026, 11, 23, 9, 41, 20)
HOSTILE = "![x](http://elsewhere/p.png) **基地**"


def fill(engine: Engine) -> None:
    """Write the contract and evaluate it."""
    with writing(engine) as connection:

        def add(model: Any, *rows: dict[str, Any]) -> None:
            for row in rows:
                connection.execute(insert(model).values(**row))

        add(DataSource, {"source_code": "s", "name": "发改委"})
        add(Department, _named("d1", "区经委"), _named("d2", "区规划资源局"))
        add(Town, {"town_code": "t1", "name": "亭林镇", "longitude": 121.3, "latitude": 30.8})
        add(
            Project,
            _project("P1", HOSTILE),
            _project("P2", "泵闸改造", kind="water", started_on=date(2026, 3, 20))
            | {"in_statistics_on": date(2026, 4, 10), "longitude": None},
            _project("P3", "养老院", started_on=date(2024, 5, 6))
            | {"in_statistics_on": date(2024, 5, 20), "completed_on": date(2026, 7, 10)},
            _project("P4", "仓储", started_on=date(2026, 5, 2))
            | {"completed_on": date(2026, 5, 1)},
        )
        year = {"year": 2026, "planned_investment": 1_200.0}
        add(
            ProjectYear,
            _of("P1", list_kind="start", planned_start_on=date(2026, 4, 10), year=2026),
            _of("P2", list_kind="start", planned_start_on=date(2026, 3, 31), **year),
            _of("P3", list_kind="complete", planned_completion_on=date(2026, 6, 30), **year),
        )
        add(
            ProjectMonth,
            _of("P2", month="2026-09", invested=700.0, planned_investment=800.0)
            | {"reported_at": datetime(2026, 10, 5, 9)},
            _of("P2", month="2026-10", invested=900.0, planned_investment=1_000.0)
            | {"progress_percent": 50.0, "planned_percent": 55.0}
            | {"reported_at": datetime(2026, 11, 5, 9)},
        )
        stone = {"milestone_no": 1, "kind": "start", "name": "开工"}
        add(
            ProjectMilestone,
            _of("P1", **stone, planned_on=date(2026, 4, 10)),
            _of("P1", milestone_no=2, kind="construction_permit", name="施工许可")
            | {"planned_on": date(2026, 9, 1)},
            _of("P2", **stone, planned_on=date(2026, 3, 31), reached_on=date(2026, 3, 20)),
        )
        add(
            ProjectMilestoneChange,
            _of("P1", milestone_no=2, change_no=1, changed_at=datetime(2026, 8, 3, 10))
            | {"to_on": date(2026, 12, 3), "reason": "管线未迁", "is_approved": True},
        )
        add(
            ProjectBlocker,
            _of("P1", blocker_no=1, kind="land", department_code="d2", description="腾地未完")
            | {"raised_at": datetime(2026, 10, 1, 9), "promised_on": date(2026, 10, 31)},
            _of("P2", blocker_no=1, kind="funds", raised_at=datetime(2026, 5, 6, 9))
            | {"closed_at": datetime(2026, 5, 16, 9)},
        )
        # a server fills an embedded database that holds no case
        add(ApprovalCase, {"case_id": "s:1", "source_code": "s", "case_no": "1"})
    evaluate(engine, now=NOW)


def _named(code: str, name: str) -> dict[str, Any]:
    return {"department_code": code, "name": name}


def _project(project_id: str, name: str, **values: Any) -> dict[str, Any]:
    usual = {
        "project_id": project_id,
        "source_code": "s",
        "project_code": f"2026-{project_id}",
        "name": name,
        "department_code": "d1",
        "coordinator": "曹小明",
        "town_code": "t1",
        "kind": "manufacturing",
        "total_investment": 20_000.0,
        "longitude": 121.31,
        "latitude": 30.81,
    }
    return usual | values


def _of(project_id: str, **values: Any) -> dict[str, Any]:
    return {"project_id": project_id, **values}
