"""One enterprise, and eight public signals, counted by hand. Moment: Monday 23 November 2026.

The enterprise E has three cases: c1 is open and past both limits (26 October, 9 November), c2 was
closed in time, c6 is open and within its limit. It made three appeals: a1 about c1 when that was
past its promise, a2 about nothing else, a3 about c2 after its decision, reopened and not answered.
Its project P1 was to start in April and has not. It petitioned twice about land, and reported once
to the discipline office, which is nobody's business.

Of the signals, two are past their limit (s1, s6); d1 lost in court in October (s4) and was
corrected in November (s5), both about land. No accountability has ever been reported.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, insert

from data_access.engine import writing
from data_access.evaluation import evaluate
from data_access.schema import (
    Appeal,
    AppealCategory,
    AppealClass,
    AppealStep,
    ApprovalCase,
    DataSource,
    Department,
    Enterprise,
    Project,
    ProjectMilestone,
    ProjectYear,
    PublicSignal,
    ServiceItem,
)

NOW = datetime(2026, 11, 23, 9, 41, 20)
E, OTHER = "91310116MA1TESTX01", "91310116MA1OTHER02"
PERSON = "11010519491231002X"
"""The example number of the standard: no living person's."""
NAME, MASKED = "金山海湾新材料有限公司", "金山**有限公司"
OWNER = "王小明"


def at(text: str, hour: int = 9) -> datetime:
    """A moment of 2026: month-day and hour."""
    month, day = text.split("-")
    return datetime(2026, int(month), int(day), hour)


def fill(engine: Engine) -> None:
    """Write the contract and evaluate it."""
    with writing(engine) as connection:

        def add(model: Any, *rows: dict[str, Any]) -> None:
            for row in rows:
                connection.execute(insert(model).values(**row))

        add(DataSource, {"source_code": "s", "name": "窗口"})
        for code, name in (("d1", "区市场监管局"), ("d2", "区规划资源局")):
            add(Department, {"department_code": code, "name": name})
        limits = {"promised_limit": 10, "statutory_limit": 20, "kind": "licence"}
        add(ServiceItem, {"item_code": "i1", "name": "许可", "department_code": "d1"} | limits)
        add(ServiceItem, {"item_code": "i2", "name": "规划", "department_code": "d2"} | limits)
        add(Enterprise, {"enterprise_code": E, "source_code": "s", "name": NAME, "scale": "small"})
        add(
            ApprovalCase,
            _case("c1", received_at=at("10-12"), accepted_at=at("10-12", 10)),
            _case("c2", received_at=at("09-01"), accepted_at=at("09-01", 10), **_done("09-08")),
            _case("c3", applicant_kind="person", applicant_id_no=PERSON, applicant_name=OWNER),
            _case("c4", applicant_id_no=PERSON, applicant_name=OWNER),
            _case("c5", applicant_kind="person", applicant_name=OWNER),
            _case("c6", item_code="i2", department_code="d2"),
            _case("c7", applicant_id_no=OTHER, applicant_name="小店"),
        )
        add(
            AppealClass,
            {"class_code": "five", "name": "五日", "close_limit": 5, "close_unit": "working_day"},
        )
        for code, name in (("land", "用地"), ("tax", "税费")):
            add(AppealCategory, {"category_code": code, "name": name, "class_code": "five"})
        add(
            Appeal,
            _appeal("a1", requested_at=at("11-02"), case_id="c1", **_answered("11-04")),
            _appeal("a2", requested_at=at("11-19"), category_code="tax", department_code="d2"),
            _appeal("a3", requested_at=at("09-09"), case_id="c2", **_answered("09-10")),
        )
        again = {"step_no": 1, "kind": "reopen", "happened_at": at("09-15")}
        add(AppealStep, {"appeal_id": "a3", **again})
        add(
            Project,
            {"project_id": "P1", "source_code": "s", "name": "新材料基地", "department_code": "d1"}
            | {"enterprise_code": E, "builder": NAME, "kind": "manufacturing"},
        )
        planned = {"list_kind": "start", "planned_start_on": date(2026, 4, 10)}
        add(ProjectYear, {"project_id": "P1", "year": 2026, **planned})
        stone = {"milestone_no": 1, "kind": "start", "name": "开工"}
        add(ProjectMilestone, {"project_id": "P1", **stone, "planned_on": date(2026, 4, 10)})
        add(
            PublicSignal,
            _signal("s1", "petition", "09-01", enterprise_code=E),
            _signal("s2", "petition", "10-05", enterprise_code=E),
            _signal("s3", "discipline_report", "10-01", enterprise_code=E),
            _signal("s4", "lawsuit", "09-02", answered_at=at("10-15"), outcome="lost"),
            _signal("s5", "reconsideration", "09-20", answered_at=at("11-12"), outcome="revoked"),
            _signal("s6", "audit_problem", "09-05", due_at=at("10-31", 23)),
            _signal("s7", "hotline", "11-02", due_at=at("11-10"), **_founded("11-09")),
            _signal("s8", "hotline", "11-20", due_at=at("12-05"), department_code="d2"),
        )
    evaluate(engine, now=NOW)


def _case(case_id: str, **values: Any) -> dict[str, Any]:
    usual = {
        "case_id": case_id,
        "source_code": "s",
        "case_no": f"No. {case_id}",
        "item_code": "i1",
        "department_code": "d1",
        "applicant_kind": "enterprise",
        "applicant_name": NAME,
        "applicant_id_no": E,
        "receipt_no": "R",
        "received_at": at("11-16"),
        "accepted_at": at("11-16", 10),
    }
    return usual | values


def _done(day: str) -> dict[str, Any]:
    return {"decided_at": at(day), "closed_at": at(day, 10), "outcome": "granted"}


def _appeal(appeal_id: str, **values: Any) -> dict[str, Any]:
    usual = {
        "appeal_id": appeal_id,
        "source_code": "s",
        "appeal_no": f"No. {appeal_id}",
        "category_code": "land",
        "department_code": "d1",
        "enterprise_code": E,
    }
    accepted = {"accepted_at": values["requested_at"].replace(hour=10)}
    return usual | accepted | values


def _answered(day: str) -> dict[str, Any]:
    return {"answered_at": at(day), "closed_at": at(day), "outcome": "solved"}


def _founded(day: str) -> dict[str, Any]:
    return {"answered_at": at(day), "outcome": "founded"}


def _signal(signal_id: str, kind: str, day: str, **values: Any) -> dict[str, Any]:
    usual = {
        "signal_id": signal_id,
        "source_code": "s",
        "signal_no": f"No. {signal_id}",
        "kind": kind,
        "department_code": "d1",
        "subject_code": "land",
        "received_at": at(day),
    }
    return usual | values
