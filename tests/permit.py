"""A building permit of autumn 2026, worked out by hand on the calendar, for tests.

Received Mon 26 October, accepted Thu 29 October (day 0), expert review from Wed 4 to Wed 11
November (five working days out), promise ten working days: Thu 19 November; law twenty: Thu 3
December.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert

from data_access.engine import writing
from data_access.evaluation import evaluate
from data_access.schema import (
    ApprovalCase,
    CasePause,
    CaseStep,
    Department,
    ProcedureStep,
    ServiceItem,
)

NOW = datetime(2026, 11, 23, 9, 41, 20)
PERMIT = {
    "item_code": "permit",
    "name": "建筑工程施工许可",
    "department_code": "construction",
    "kind": "licence",
    "promised_limit": 10,
    "statutory_limit": 20,
    "approval_level": "two_persons",
}


def the_case(case_id: str = "s:1", **columns: Any) -> dict[str, Any]:
    usual = {
        "case_id": case_id,
        "source_code": "s",
        "case_no": f"JS{case_id[2:]}",
        "item_code": "permit",
        "department_code": "construction",
        "town_code": "zhujing",
        "channel": "online",
        "applicant_kind": "enterprise",
        "applicant_name": "上海某某建设集团",
        "officer": "周小明",
        "receipt_no": "R1",
        "received_at": datetime(2026, 10, 26, 9, 12),
        "accepted_at": datetime(2026, 10, 29, 15, 20),
    }
    return usual | columns


def a_step(number: int, code: str, *times: datetime | None, **columns: Any) -> dict[str, Any]:
    arrived, started, ended = times
    usual = {
        "case_id": "s:1",
        "step_no": number,
        "step_code": code,
        "kind": code,
        "name": None,
        "officer": "郑重",
        "arrived_at": arrived,
        "started_at": started,
        "ended_at": ended,
    }
    return usual | columns


def declared(order: int, code: str, limit: int | None, **columns: Any) -> dict[str, Any]:
    usual = {
        "item_code": "permit",
        "step_code": code,
        "step_order": order,
        "name": {"accept": "受理", "review": "审核", "approve": "批准", "deliver": "送达"}[code],
        "name_en": code.title(),
        "kind": code,
        "limit_days": limit,
        "is_required": True,
    }
    return usual | columns


def declare(engine: Engine) -> None:
    """One item with its declared procedure, and the seeded calendar."""
    steps = [
        declared(1, "accept", 5),
        declared(2, "review", 6),
        declared(3, "approve", 2),
        declared(4, "deliver", None),
    ]
    with writing(engine) as connection:
        connection.execute(
            insert(Department), [{"department_code": "construction", "name": "建设"}]
        )
        connection.execute(insert(ServiceItem), [PERMIT])
        connection.execute(insert(ProcedureStep), steps)


def add(engine: Engine, rows: dict[Any, list[dict[str, Any]]], now: datetime = NOW) -> None:
    with writing(engine) as connection:
        for model, many in rows.items():
            connection.execute(insert(model), many)
    evaluate(engine, now=now)


def add_permit(engine: Engine) -> None:
    """The case itself: review ended two days late, approval has not ended."""
    accepted = datetime(2026, 10, 29, 15, 20)
    reviewed = datetime(2026, 11, 18, 9)
    add(
        engine,
        {
            ApprovalCase: [the_case()],
            CaseStep: [
                a_step(1, "accept", None, datetime(2026, 10, 26, 9, 12), accepted),
                a_step(2, "review", accepted, datetime(2026, 10, 30, 9, 5), reviewed),
                a_step(3, "approve", None, reviewed, None),
            ],
            CasePause: [
                {
                    "case_id": "s:1",
                    "pause_no": 1,
                    "kind": "expert_review",
                    "started_at": datetime(2026, 11, 4, 10),
                    "ended_at": datetime(2026, 11, 11, 9),
                }
            ],
        },
    )
