"""Two departments, a card of each, a project; and the people who act on them.

The calendar is the official one. Monday 2 November 2026, ten o'clock, is when orders are issued.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert

from data_access.engine import writing
from data_access.orders.subjects import About
from data_access.orders.writing import Act, Draft
from data_access.schema import Department, Finding, ProjectClock
from supervision.orders.ladder import Action, Demand, OrderLevel
from supervision.people import Role, Viewer

NOW = datetime(2026, 11, 2, 10)
SUPERVISOR = Viewer("s1", "监察甲", frozenset({Role.SUPERVISOR}))
OTHER_SUPERVISOR = Viewer("s2", "监察乙", frozenset({Role.SUPERVISOR}))
STAFF = Viewer("d1p", "经办甲", frozenset({Role.STAFF}), frozenset({"d1"}))
FOREIGN_STAFF = Viewer("d2p", "经办乙", frozenset({Role.STAFF}), frozenset({"d2"}))
CARD, OTHER_CARD, AHEAD, TAKEN_BACK = "c1|W06|red|1", "c2|W06|red|1", "c3|W06|red|1", "c4|W06|red|1"


def at(text: str) -> datetime:
    """11-02 10:00 of the year."""
    return datetime.fromisoformat(f"2026-{text}")


def finding(finding_id: str, department: str, **values: Any) -> dict[str, Any]:
    subject, rule, level, episode = finding_id.split("|")
    usual = {
        "finding_id": finding_id,
        "line": "approval",
        "subject_id": subject,
        "subject_no": f"No-{subject}",
        "source_code": "s",
        "rule": rule,
        "level": level,
        "level_rank": 3,
        "episode": int(episode),
        "department_code": department,
        "item_code": f"item-{department}",
        "town_code": "t1",
        "step_code": "",
        "officer": None,
        "occurs_at": at("10-26 00:00"),
        "ends_at": None,
        "due_at": at("10-25 23:59:59"),
        "evidence": "{}",
        "rule_version": "1",
        "withdrawn_at": None,
        "withdrawn_reason": None,
        "run_no": 1,
    }
    return usual | values


def fill(engine: Engine) -> None:
    with writing(engine) as connection:
        fill_within(connection)


def fill_within(connection: Connection) -> None:
    departments = [{"department_code": code, "name": code} for code in ("d1", "d2")]
    connection.execute(insert(Department), departments)
    for row in (
        finding(CARD, "d1"),
        finding(OTHER_CARD, "d2"),
        finding(AHEAD, "d1", occurs_at=at("12-01 00:00")),
        finding(TAKEN_BACK, "d1", withdrawn_at=at("10-27 00:00"), withdrawn_reason="x"),
    ):
        connection.execute(insert(Finding).values(row))
    connection.execute(
        insert(ProjectClock).values(
            project_id="p1",
            year=2026,
            source_code="s",
            project_no="2026-1",
            item_code="water",
            department_code="d2",
            town_code="t2",
            list_kind="start",
            is_first_list=True,
            has_coordinator=False,
            listed_at=at("01-01 00:00"),
            run_no=1,
        )
    )


def draft(order_id: str = "o1", finding_id: str = CARD, **values: Any) -> Draft:
    usual: dict[str, Any] = {
        "order_id": order_id,
        "about": About(finding_id=finding_id),
        "level": OrderLevel.KEY,
        "demand_kind": Demand.CORRECT,
        "demand": "限期整改",
        "due_on": date(2026, 11, 16),
    }
    return Draft(**(usual | values))


def deed(
    action: Action, version: int, entry_id: str = "", order_id: str = "o1", **values: Any
) -> Act:
    words = values.get("words", "已办")
    return Act(entry_id or f"e-{order_id}-{version}-{action}", order_id, version, action, words)
