"""Appeals, ratings and signals worked: both voices, neighbours, limits, deletion."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from data_access import evaluation
from data_access.cells import compare
from data_access.engine import reading, writing
from data_access.evaluation import evaluate, evaluate_batch, queue_everything
from data_access.figures import figures
from data_access.lines import LINES
from data_access.schema import (
    Appeal,
    AppealCategory,
    AppealClass,
    AppealClock,
    AppealStay,
    AppealStep,
    ApprovalCase,
    CaseRating,
    ChangeQueue,
    DataFault,
    Department,
    Finding,
    PublicSignal,
    RatingClock,
    SignalClock,
)
from data_access.schema.base import table_of
from sample_data.district import fill
from supervision.scope import Period, Scope
from tests.supervision.cases_for_rules import at, end_of

NOW = at("11-24", 12)
MONTH = Scope(Period(date(2026, 11, 1), date(2026, 11, 30)))
DERIVED = (AppealClock, AppealStay, RatingClock, SignalClock, Finding, DataFault)


@pytest.fixture
def district(database: Engine) -> Engine:
    """A department, a class of five working days and its category."""
    with writing(database) as connection:
        connection.execute(insert(Department).values(department_code="economy", name="区经委"))
        limit = {"close_limit": 5, "close_unit": "working_day"}
        connection.execute(insert(AppealClass).values(class_code="five", name="五日", **limit))
        category = {"category_code": "land", "name": "用地", "class_code": "five"}
        connection.execute(insert(AppealCategory).values(category))
    return database


def write(engine: Engine, *statements: Any) -> None:
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(statement)
    evaluate(engine, now=NOW)


def an_appeal(appeal_id: str = "A", **values: Any) -> Any:
    row = {
        "appeal_id": appeal_id,
        "source_code": "cloud",
        "appeal_no": f"No. {appeal_id}",
        "category_code": "land",
        "department_code": "economy",
        "enterprise_code": "E1",
        "requested_at": at("11-09"),
        "accepted_at": at("11-09", 9, 30),
    }
    return insert(Appeal).values(row | values)


def a_step(number: int, kind: str, moment: datetime, **values: Any) -> Any:
    row = {"appeal_id": "A", "step_no": number, "kind": kind, "happened_at": moment}
    return insert(AppealStep).values(row | values)


def found(engine: Engine, rule: str) -> list[Any]:
    with reading(engine) as connection:
        of_rule = select(table_of(Finding)).where(Finding.rule == rule)
        return list(connection.execute(of_rule.order_by(Finding.occurs_at)))


def numbers(engine: Engine, *names: str) -> dict[str, int]:
    with reading(engine) as connection:
        return figures(connection, MONTH, names, as_of=NOW).iloc[0].to_dict()


def test_solved_in_one_voice_and_denied_in_the_other(district):
    write(
        district,
        an_appeal(),
        a_step(1, "answer", at("11-12", 15), result="solved"),
        a_step(2, "call_back", at("11-16", 10), result="not_solved"),
        a_step(3, "reopen", at("11-16", 11)),
    )
    voices = numbers(
        district,
        *("appeals_solved", "appeals_judged", "appeals_confirmed", "appeals_denied"),
        *("appeals_reopened", "appeals_open"),
    )
    assert voices == {
        "appeals_solved": 1,
        "appeals_judged": 1,
        "appeals_confirmed": 0,
        "appeals_denied": 1,
        "appeals_reopened": 1,
        "appeals_open": 1,
    }
    (card,) = found(district, "W45")
    assert (card.level, card.occurs_at) == ("order", at("11-16", 10))
    assert (card.line, card.withdrawn_at) == ("appeal", None)


def test_the_same_again_reaches_the_appeal_before_it_without_a_queue(district):
    write(district, an_appeal(answered_at=at("11-12", 15), outcome="solved"))
    assert found(district, "W45") == []
    write(district, an_appeal("B", requested_at=at("11-20")))
    with reading(district) as connection:
        clock = select(AppealClock.same_subject_again_at).where(AppealClock.appeal_id == "A")
        assert connection.scalar(clock) == at("11-20")
        assert connection.scalar(select(func.count()).select_from(ChangeQueue)) == 0
    assert [(card.subject_id, card.occurs_at) for card in found(district, "W45")] == [
        ("A", at("11-20"))
    ]


def test_a_changed_limit_reaches_its_appeals(district):
    write(district, an_appeal())
    due = select(AppealClock.due_at)
    with reading(district) as connection:
        assert connection.scalar(due) == end_of("11-16")
    assert numbers(district, "appeals_due_missed") == {"appeals_due_missed": 1}
    write(district, update(AppealClass).values(close_limit=15))
    with reading(district) as connection:
        assert connection.scalar(due) == end_of("11-30")
    assert numbers(district, "appeals_due_missed") == {"appeals_due_missed": 0}
    assert [(card.occurs_at, card.withdrawn_at) for card in found(district, "W42")] == [
        (at("11-17", 0), NOW),
        (at("12-01", 0), None),
    ]
    write(district, update(AppealCategory).values(class_code=None))
    with reading(district) as connection:
        assert connection.scalar(due) is None


def test_deleting_an_appeal_withdraws_what_was_found(district):
    write(district, an_appeal())
    assert [card.level for card in found(district, "W42")] == ["yellow"]
    write(district, delete(Appeal))
    (card,) = found(district, "W42")
    assert (card.withdrawn_at, card.withdrawn_reason) == (NOW, "来源系统已删除或改为不可用")
    with reading(district) as connection:
        for model in (AppealClock, AppealStay):
            assert connection.scalar(select(func.count()).select_from(model)) == 0
        assert compare(connection, "appeal").empty


def test_a_bad_rating_is_found_at_its_case(district):
    case = {"case_id": "C", "source_code": "s", "case_no": "1", "department_code": "economy"}
    times = dict.fromkeys(("received_at", "accepted_at", "decided_at", "closed_at"), at("11-12"))
    rating = {"case_id": "C", "rating_no": 1, "is_default": False, "score": 1}
    write(
        district,
        insert(ApprovalCase).values(case | times),
        insert(CaseRating).values(rating | {"rated_at": at("11-13")}),
    )
    soon, ahead = found(district, "W48")
    assert (soon.subject_id, soon.line, soon.level) == ("C", "approval", "soon")
    assert (soon.due_at, ahead.level) == (end_of("11-16"), "yellow")
    assert numbers(district, "ratings_bad", "ratings_contact_met") == {
        "ratings_bad": 1,
        "ratings_contact_met": 0,
    }
    write(district, update(CaseRating).values(contacted_at=at("11-16")))
    assert [card.level for card in found(district, "W48") if card.withdrawn_at is None] == [
        "yellow"
    ]
    assert numbers(district, "ratings_contact_met") == {"ratings_contact_met": 1}


def test_a_signal_has_its_limit_and_its_faults(district):
    signal = {"source_code": "s", "signal_no": "1", "department_code": "economy"}
    good = signal | {"signal_id": "S", "kind": "petition", "received_at": at("11-03")}
    strange = signal | {"signal_id": "T", "kind": "dance", "received_at": at("11-03")}
    write(district, insert(PublicSignal).values([good, strange]))
    assert numbers(district, "signals_received") == {"signals_received": 1}
    with reading(district) as connection:
        faults = connection.execute(
            select(DataFault.subject_id, DataFault.rule).where(DataFault.line == "signal")
        )
        assert [tuple(row) for row in faults] == [("T", "C01")]


def derived(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Every derived row, but not when it was written."""
    when = ("run_no", "found_at")
    with reading(engine) as connection:
        return {
            model.__tablename__: {
                tuple(row)
                for row in connection.execute(
                    select(*(column for column in table_of(model).c if column.name not in when))
                )
            }
            for model in DERIVED
        }


def test_the_sample_is_worked_whole_and_twice_the_same(database, monkeypatch):
    until = datetime(2026, 11, 20, 16)
    fill(database, 100, 7, until, appeals=300)
    broken = evaluation.write_differences
    monkeypatch.setattr(evaluation, "write_differences", _broken)
    with pytest.raises(RuntimeError, match="power"):
        evaluate(database, now=until)
    monkeypatch.setattr(evaluation, "write_differences", broken)
    evaluate(database, now=until)
    before = derived(database)
    with reading(database) as connection:
        for line in LINES.values():
            assert compare(connection, line.name).empty, line.name
        stored = connection.scalar(select(func.count()).select_from(Appeal))
        shown = connection.scalar(select(func.count(AppealClock.appeal_id.distinct())))
        aside = select(func.count(DataFault.subject_id.distinct())).where(
            DataFault.line == "appeal", DataFault.is_quarantined
        )
        assert stored == 300 == shown + connection.scalar(aside)
        rules = set(connection.scalars(select(Finding.rule).where(Finding.line == "appeal")))
    assert {"W40", "W41", "W42", "W43", "W44", "W45", "W46", "W49"} <= rules
    queue_everything(database)
    while evaluate_batch(database, until, size=37):
        pass
    evaluate(database, now=until)
    assert derived(database) == before


def _broken(*_arguments: Any) -> None:
    raise RuntimeError("the power is gone")
