"""What is declared reaches the cases it concerns: rules, thresholds, the calendar, departments."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate, queue_everything
from data_access.schema import (
    ApprovalCase,
    CaseClock,
    CasePause,
    CaseStep,
    ChangeQueue,
    DataFault,
    Department,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    ProcedureRule,
    ProcedureStep,
    RuleThreshold,
    ServiceItem,
    StepClock,
    WorkingDay,
)
from data_access.schema.base import table_of

NOW = datetime(2026, 11, 23, 9, 41)
ITEM = {"name": "许可", "department_code": "d1", "kind": "licence"}
LIMITS = {"promised_limit": 10, "statutory_limit": 20}
DAY_OFF = {"is_working": False, "kind": "holiday", "source": "local"}
NEVER_ACCEPTED = {
    "rule_no": "r1",
    "form": "absence",
    "first_kind": "accept",
    "sentence": "不得受理",
    "article": "测试",
}


@pytest.fixture
def district(database: Engine) -> Engine:
    """Two items, one department, and the calendar; nothing waits."""
    with writing(database) as connection:
        items = [ITEM | LIMITS | {"item_code": code} for code in ("i1", "i2")]
        connection.execute(insert(ServiceItem), items)
        connection.execute(insert(Department), [{"department_code": "d1", "name": "甲局"}])
    evaluate(database, now=NOW)
    return database


def a_case(name: str, **columns: Any) -> dict[str, Any]:
    usual = {
        "case_id": name,
        "source_code": "s",
        "case_no": name,
        "item_code": "i1",
        "department_code": "d1",
        "receipt_no": "R",
        "received_at": datetime(2026, 11, 2, 9),
        "accepted_at": datetime(2026, 11, 2, 9),
        "closed_at": None,
    }
    return usual | columns


def add(engine: Engine, model: Any, *rows: dict[str, Any]) -> None:
    with writing(engine) as connection:
        for row in rows:
            connection.execute(insert(model).values(**row))


def rows(engine: Engine, model: Any) -> list[dict[str, Any]]:
    table = table_of(model)
    with reading(engine) as connection:
        found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
        return [
            {name: value for name, value in row.items() if name not in ("run_no", "found_at")}
            for row in found
        ]


def worked(engine: Engine, now: datetime = NOW) -> set[str]:
    """The cases that an evaluation works."""
    with reading(engine) as connection:
        before = connection.scalar(select(func.max(EvaluationRun.run_no)))
    evaluate(engine, now=now)
    with reading(engine) as connection:
        since = select(EvaluatedSubject.subject_id).where(EvaluatedSubject.run_no > before)
        return set(connection.scalars(since))


def rules_found(engine: Engine, case_id: str) -> list[str]:
    return [
        row["rule"]
        for row in rows(engine, Finding)
        if row["subject_id"] == case_id and row["withdrawn_at"] is None
    ]


def accepted(case_id: str) -> dict[str, Any]:
    moment = datetime(2026, 11, 2, 9)
    step = {"case_id": case_id, "step_no": 1, "step_code": "accept", "kind": "accept"}
    return step | {"started_at": moment, "ended_at": moment}


def test_a_rule_for_all_items_reaches_every_case(district: Engine):
    add(district, ApprovalCase, a_case("a"), a_case("b", item_code="i2"))
    add(district, CaseStep, accepted("a"), accepted("b"))
    evaluate(district, now=NOW)
    add(district, ProcedureRule, NEVER_ACCEPTED)
    assert worked(district) == {"a", "b"}
    assert "W14" in rules_found(district, "a")
    with writing(district) as connection:
        connection.execute(update(ProcedureRule).values(is_active=False))
    assert worked(district) == {"a", "b"}
    assert "W14" not in rules_found(district, "a")


def test_a_rule_for_one_item_reaches_its_cases(district: Engine):
    add(district, ApprovalCase, a_case("a"), a_case("b", item_code="i2"))
    evaluate(district, now=NOW)
    add(district, ProcedureRule, NEVER_ACCEPTED | {"item_code": "i2"})
    assert worked(district) == {"b"}


def test_a_step_declared_for_an_item_reaches_its_cases(district: Engine):
    add(district, ApprovalCase, a_case("a"), a_case("b", item_code="i2"))
    evaluate(district, now=NOW)
    step = {"item_code": "i1", "step_code": "accept", "step_order": 1, "name": "受理"}
    add(district, ProcedureStep, step | {"kind": "accept"})
    assert worked(district) == {"a"}


def test_a_threshold_reaches_every_case(district: Engine):
    typed_late = {"created_at": datetime(2026, 11, 5, 9)}  # three working days after receipt
    add(district, ApprovalCase, a_case("a", **typed_late), a_case("b"))
    evaluate(district, now=NOW)
    assert "W106" in rules_found(district, "a")
    start = {"rule": "W106", "name": "days", "valid_from": date(2026, 1, 1)}
    add(district, RuleThreshold, start | {"value": 3.0})
    assert worked(district) == {"a", "b"}
    assert "W106" not in rules_found(district, "a")


def test_a_department_that_is_registered_ends_the_fault_of_its_cases(district: Engine):
    add(district, ApprovalCase, a_case("a", department_code="d2"), a_case("b"))
    evaluate(district, now=NOW)
    assert [fault["rule"] for fault in rows(district, DataFault)] == ["R01"]
    add(district, Department, {"department_code": "d2", "name": "乙局"})
    assert worked(district) == {"a"}
    assert rows(district, DataFault) == []


def test_a_new_name_of_a_department_changes_no_case(district: Engine):
    add(district, ApprovalCase, a_case("a"))
    evaluate(district, now=NOW)
    with writing(district) as connection:
        connection.execute(update(Department).values(name="新甲局"))
    assert rows(district, ChangeQueue) == []
    with writing(district) as connection:
        connection.execute(update(Department).values(department_code="d3"))
    assert worked(district) == {"a"}
    assert [fault["rule"] for fault in rows(district, DataFault)] == ["R01"]


def take_off(engine: Engine, day: date) -> None:
    with writing(engine) as connection:
        connection.execute(delete(WorkingDay).where(WorkingDay.day == day))
        connection.execute(insert(WorkingDay).values(day=day, **DAY_OFF))


def test_a_day_off_moves_the_limits_that_run_over_it(district: Engine):
    add(
        district,
        ApprovalCase,
        a_case("open"),  # promised until 16 November, statutory until the 30th
        a_case("closed", closed_at=datetime(2026, 11, 5, 9)),  # its statutory limit runs on
        a_case(
            "long ago",
            received_at=datetime(2026, 8, 3, 9),
            accepted_at=datetime(2026, 8, 3, 9),
            closed_at=datetime(2026, 8, 5, 9),
        ),
    )
    evaluate(district, now=NOW)
    take_off(district, date(2026, 11, 18))
    assert worked(district) == {"open", "closed"}
    clocks = {row["case_id"]: row for row in rows(district, CaseClock)}
    assert clocks["open"]["promised_due_at"] == datetime(2026, 11, 16, 23, 59, 59)
    assert clocks["open"]["statutory_due_at"] == datetime(2026, 12, 1, 23, 59, 59)
    assert clocks["closed"]["statutory_due_at"] == datetime(2026, 12, 1, 23, 59, 59)


def test_a_day_off_before_a_case_does_not_concern_it(district: Engine):
    add(district, ApprovalCase, a_case("a"))
    evaluate(district, now=NOW)
    take_off(district, date(2025, 11, 18))
    assert worked(district) == set()


def test_a_year_that_is_published_ends_what_was_provisional(district: Engine):
    late = datetime(2026, 12, 28, 9)
    add(district, ApprovalCase, a_case("a", received_at=late, accepted_at=late))
    evaluate(district, now=datetime(2026, 12, 29))
    assert rows(district, CaseClock)[0]["is_provisional"]
    add(district, WorkingDay, {"day": date(2027, 1, 1), **DAY_OFF})
    assert worked(district, datetime(2026, 12, 29)) == {"a"}
    assert not rows(district, CaseClock)[0]["is_provisional"]


def a_chance_case(chance: Random, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A case of one to sixty days' length and its steps, some months ago or just now."""
    name = f"c{number:03}"
    received = datetime(2026, 6, 1, 8) + timedelta(hours=chance.randrange(24 * 170))
    accepted_at = received + timedelta(hours=chance.randrange(24 * 9))
    closed = accepted_at + timedelta(hours=chance.randrange(1, 24 * 60))
    is_open = closed > NOW
    case = a_case(
        name,
        item_code=chance.choice(("i1", "i2", "hours", "natural", "joint", "instant")),
        received_at=received,
        accepted_at=min(accepted_at, NOW) if chance.random() < 0.9 else None,
        closed_at=None if is_open else closed,
        outcome=None if is_open else chance.choice(("granted", "refused", "withdrawn")),
        precheck_submitted_at=received - timedelta(days=chance.randrange(1, 9)),
        created_at=received + timedelta(hours=chance.randrange(72)),
    )
    moment, steps = received, []
    for step in range(chance.randrange(5)):
        begun, moment = moment, moment + timedelta(hours=chance.randrange(1, 24 * 12))
        steps.append(
            {"case_id": name, "step_no": step, "step_code": "review", "kind": "review"}
            | {"started_at": begun, "ended_at": moment if moment < NOW else None}
        )
    return case, steps


@pytest.mark.parametrize("day", [date(2026, 7, 15), date(2026, 9, 16), date(2026, 11, 25)])
def test_after_a_day_off_computing_everything_anew_changes_nothing(district: Engine, day: date):
    """The cases left out are those that a change of the day cannot reach."""
    chance = Random(20_261_123)
    of_all_kinds = (
        LIMITS | {"item_code": "hours", "limit_unit": "working_hour"},
        LIMITS | {"item_code": "natural", "limit_unit": "natural_day"},
        LIMITS | {"item_code": "joint", "is_joint": True},
        LIMITS | {"item_code": "instant", "case_kind": "instant"},
    )
    add(district, ServiceItem, *(ITEM | item for item in of_all_kinds))
    step = {"item_code": "i1", "step_code": "review", "step_order": 1, "name": "审查"}
    add(district, ProcedureStep, step | {"kind": "review", "limit_days": 5})
    made = [a_chance_case(chance, number) for number in range(90)]
    add(district, ApprovalCase, *(case for case, _ in made))
    add(district, CaseStep, *(step for _, steps in made for step in steps))
    pause = {"kind": "hearing", "notice_no": "N", "pause_no": 1}
    paused = [case for case, _ in made[::7]]
    add(
        district,
        CasePause,
        *(
            pause | {"case_id": case["case_id"], "started_at": begun, "ended_at": begun + length}
            for case in paused
            for begun, length in [(case["received_at"] + timedelta(days=2), timedelta(days=9))]
        ),
    )
    evaluate(district, now=NOW)
    take_off(district, day)
    some = worked(district)
    assert 0 < len(some) < len(made)
    models = (CaseClock, StepClock, Finding, DataFault)
    narrowly = [rows(district, model) for model in models]
    queue_everything(district)
    evaluate(district, now=NOW)
    assert [rows(district, model) for model in models] == narrowly


def test_a_day_off_that_another_runner_worked_is_known_here(district: Engine):
    add(district, ApprovalCase, a_case("a"))
    evaluate(district, now=NOW)
    take_off(district, date(2026, 11, 18))
    elsewhere = engine_for.__wrapped__(district.url.render_as_string(hide_password=False))
    assert evaluate(elsewhere, now=NOW) == 2  # the calendar, and the case
    elsewhere.dispose()
    add(district, ApprovalCase, a_case("b"))
    assert worked(district) == {"b"}
    dues = {row["statutory_due_at"] for row in rows(district, CaseClock)}
    assert dues == {datetime(2026, 12, 1, 23, 59, 59)}
