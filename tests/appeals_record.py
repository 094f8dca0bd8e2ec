"""Seven appeals counted by hand. Moment: Monday 23 November 2026; the period is thirty days.

A1 was answered as solved on the 12th, denied by the enterprise on the 16th and reopened; its redo
limit of three days ended on the 19th. A2 was sent to d1, d2 and d1 again and is past its limit of
the 17th. A3 was solved in both voices and verified. A4 is suspended. A5 is of October. A6 is set
aside: it ends before it begins. A7 came this morning, nobody knows how, and nobody has taken it up.
A1 is about a case whose promise ended on the 16th, A3 about a project.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, DateTime, Engine, Integer, String, insert

from data_access.engine import writing
from data_access.evaluation import evaluate
from data_access.schema import (
    Appeal,
    AppealCategory,
    AppealClass,
    AppealClock,
    AppealStep,
    ApprovalCase,
    DataSource,
    Department,
    Enterprise,
    Project,
    ProjectYear,
    ServiceItem,
    Town,
)

NOW = datetime(2026, 11, 23, 9, 41, 20)
FIRM, MASKED_FIRM = "上海金山精密机械有限公司", "上海**有限公司"
HOSTILE = "![x](http://elsewhere/p.png) **补贴**未到账，请致电13812345678找王小明"
MASKED_WORDS = "![x](http://elsewhere/p.png) **补贴**未到账，请致电138****5678找王**"


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    """A minute of November, or of another month."""
    return datetime(2026, month, day, hour, minute)


def fill(engine: Engine) -> None:
    """Write the contract and evaluate it."""
    with writing(engine) as connection:

        def add(model: Any, *rows: dict[str, Any]) -> None:
            for row in rows:
                connection.execute(insert(model).values(**row))

        add(DataSource, {"source_code": "s", "name": "企业服务云"})
        add(Department, {"department_code": "d1", "name": "区经委"})
        add(Department, {"department_code": "d2", "name": "区规划资源局"})
        add(Town, {"town_code": "t1", "name": "亭林镇"}, {"town_code": "t2", "name": "枫泾镇"})
        days = {f"{kind}_unit": "working_day" for kind in ("sign", "contact", "close", "redo")}
        limits = {"sign_limit": 1, "contact_limit": 1, "close_limit": 5, "redo_limit": 3}
        add(AppealClass, {"class_code": "five", "name": "一般类", **limits, **days})
        for code, name in (("land", "用地"), ("tax", "涉税")):
            add(AppealCategory, {"category_code": code, "name": name, "class_code": "five"})
        firm = {"source_code": "s", "enterprise_code": "E1", "name": FIRM}
        add(Enterprise, firm, firm | {"enterprise_code": "E2", "name": "上海枫泾食品加工有限公司"})
        item = {"item_code": "i1", "name": "排水许可", "department_code": "d2", "kind": "licence"}
        add(ServiceItem, item | {"promised_limit": 5})
        case = {"case_id": "s:1", "case_no": "PS-1", "item_code": "i1", "department_code": "d2"}
        arrived = {"received_at": at(9, 8, 30), "accepted_at": at(9, 8, 40)}
        add(ApprovalCase, {"source_code": "s", **case, **arrived})
        add(Project, {"project_id": "P1", "source_code": "s", "name": "泵闸", "project_code": "1"})
        year = {"project_id": "P1", "year": 2026, "list_kind": "start"}
        add(ProjectYear, year | {"planned_start_on": date(2026, 12, 1)})
        add(Appeal, *_appeals())
        add(AppealStep, *_steps())
    evaluate(engine, now=NOW)


def _appeals() -> list[dict[str, Any]]:
    begun = {"dispatched_at": at(9, 10), "signed_at": at(9, 11), "contacted_at": at(9, 15)}
    return [
        _appeal("A1", at(9), **begun, channel="online", case_id="s:1", content=FIRM + "反映问题")
        | {"enterprise_code": "E1", "enterprise_name": FIRM, "contact_name": "王小明"}
        | {"contact_phone": "13812345678", "title": "设备补贴", "officer": "李建国"},
        _appeal("A2", at(10), channel="phone", department_code="d1", category_code="tax")
        | {"enterprise_code": "E2"},
        _appeal("A3", at(2), dispatched_at=at(2, 10), signed_at=at(2, 11), project_id="P1")
        | {"contacted_at": at(2, 13), "answered_at": at(5, 10), "outcome": "solved"}
        | {"called_back_at": at(6, 10), "enterprise_verdict": "solved", "satisfaction": 5}
        | {"verified_at": at(9, 10), "channel": "visit"},
        _appeal("A4", at(20), dispatched_at=at(20, 10), signed_at=at(20, 11), channel="hotline")
        | {"contacted_at": at(20, 14), "category_code": "tax", "enterprise_code": "E2"},
        _appeal("A5", at(15, month=10), dispatched_at=at(15, 10, month=10), channel="online")
        | {"signed_at": at(15, 11, month=10), "contacted_at": at(15, 13, month=10)}
        | {"answered_at": at(20, 10, month=10), "outcome": "explained"}
        | {"called_back_at": at(21, 10, month=10), "enterprise_verdict": "no_answer"},
        _appeal("A6", at(3), closed_at=at(1)),
        _appeal("A7", at(23), accepted_at=None, channel=None, category_code="tax")
        | {"department_code": "d2", "town_code": "t2"},
    ]


def _appeal(appeal_id: str, asked: datetime, **values: Any) -> dict[str, Any]:
    usual = {
        "appeal_id": appeal_id,
        "source_code": "s",
        "appeal_no": f"SQ-{appeal_id}",
        "category_code": "land",
        "department_code": "d1",
        "town_code": "t1",
        "requested_at": asked,
        "accepted_at": asked.replace(minute=30),
    }
    return usual | values


def _steps() -> list[dict[str, Any]]:
    told = (
        ("A1", "answer", at(12, 15), {"result": "solved", "department_code": "d1"}),
        ("A1", "call_back", at(16, 10), {"result": "not_solved", "note": HOSTILE}),
        ("A1", "reopen", at(16, 11), {}),
        ("A2", "dispatch", at(10, 10), {"department_code": "d1"}),
        ("A2", "return", at(10, 14), {"department_code": "d1"}),
        ("A2", "redispatch", at(10, 15), {"department_code": "d2"}),
        ("A2", "return", at(11, 10), {"department_code": "d2"}),
        ("A2", "redispatch", at(11, 11), {"department_code": "d1"}),
        ("A2", "sign", at(11, 12), {"department_code": "d1"}),
        ("A2", "contact", at(11, 13), {"department_code": "d1"}),
        ("A4", "suspend", at(20, 15), {"department_code": "d1"}),
    )
    return [
        {"appeal_id": appeal, "step_no": number, "kind": kind, "happened_at": moment} | values
        for number, (appeal, kind, moment, values) in enumerate(told, 1)
    ]


def round_row(appeal_id: str, opened_at: datetime, **values: Any) -> dict[str, Any]:
    """A round of an appeal as the evaluation leaves it; what is not named is empty."""
    plain = {Integer: 0, Boolean: False, String: "", DateTime: opened_at}
    row = {
        column.name: next(empty for kind, empty in plain.items() if isinstance(column.type, kind))
        for column in AppealClock.__table__.c
        if not column.nullable
    }
    told = [opened_at, *(at for at in values.values() if isinstance(at, datetime))]
    return row | {"appeal_id": appeal_id, "round_no": 1, "last_at": max(told)} | values
