"""Evaluation on both databases: each change once, nothing missed, the same result twice."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update

from data_access.approvals import approvals_line
from data_access.balances import count_balance
from data_access.engine import reading, writing
from data_access.evaluation import check_calendar, evaluate, evaluate_batch, queue_everything
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
    FaultCount,
    Finding,
    ServiceItem,
    StepClock,
    WorkingDay,
)
from data_access.schema.base import table_of
from supervision.cases import Case
from supervision.clocks import Clocks, Limits

NOW = datetime(2026, 11, 23, 9, 41)
ITEM = {
    "item_code": "i1",
    "name": "许可",
    "department_code": "d1",
    "kind": "licence",
    "promised_limit": 10,
    "statutory_limit": 20,
}


def a_row(number: int, **columns: Any) -> dict[str, Any]:
    usual = {
        "case_id": f"s:{number}",
        "source_code": "s",
        "case_no": str(number),
        "item_code": "i1",
        "department_code": "d1",
        "receipt_no": "R",
        "received_at": datetime(2026, 10, 26, 9),
        "accepted_at": datetime(2026, 10, 29, 15),
        "closed_at": None,
        "outcome": None,
    }
    return usual | columns


@pytest.fixture
def district(database: Engine) -> Engine:
    """A district with one item and a seeded calendar."""
    with writing(database) as connection:
        connection.execute(insert(ServiceItem), [ITEM])
        connection.execute(insert(Department), [{"department_code": "d1", "name": "甲局"}])
    evaluate(database, now=NOW)
    return database


def add(engine: Engine, model: Any, *rows: dict[str, Any]) -> None:
    with writing(engine) as connection:
        connection.execute(insert(model), list(rows))


def rows(engine: Engine, model: Any, **equal: Any) -> list[dict[str, Any]]:
    table = table_of(model)
    with reading(engine) as connection:
        statement = select(table).order_by(*table.primary_key)
        return [
            dict(row)
            for row in connection.execute(statement).mappings()
            if all(row[name] == value for name, value in equal.items())
        ]


def change(engine: Engine, case_id: str, **values: Any) -> None:
    with writing(engine) as connection:
        connection.execute(
            update(ApprovalCase).where(ApprovalCase.case_id == case_id).values(**values)
        )


def test_a_new_case_is_clocked_and_the_queue_is_empty_after(district: Engine):
    add(district, ApprovalCase, a_row(1))
    assert evaluate(district, now=NOW) == 1
    (clock,) = rows(district, CaseClock)
    assert clock["promised_due_at"] == datetime(2026, 11, 12, 23, 59, 59)
    assert clock["statutory_due_at"] == datetime(2026, 11, 26, 23, 59, 59)
    assert [row["rule"] for row in rows(district, Finding)] == ["W01", "W02", "W06"]
    assert rows(district, ChangeQueue) == []
    assert evaluate(district, now=NOW) == 0


def test_evaluating_everything_again_changes_nothing(district: Engine):
    add(district, ApprovalCase, a_row(1), a_row(2, closed_at=datetime(2026, 11, 16, 9)))
    evaluate(district, now=NOW)
    before = [rows(district, model) for model in (CaseClock, StepClock, Finding, DataFault)]
    with writing(district) as connection:
        kind = {"line": "import", "rule": "T01", "source_code": "s", "department_code": ""}
        connection.execute(insert(FaultCount).values(kind | {"faults": 7, "quarantined": 7}))
    queue_everything(district)
    assert evaluate(district, now=NOW) == 2
    assert rows(district, FaultCount) == []  # a count that was not of any rows
    after = [rows(district, model) for model in (CaseClock, StepClock, Finding, DataFault)]
    for table in (*before, *after):
        for row in table:
            row.pop("run_no", None)
    assert after == before


def test_a_change_of_any_table_of_a_case_is_seen(district: Engine):
    add(district, ApprovalCase, a_row(1))
    evaluate(district, now=NOW)
    pause = {
        "case_id": "s:1",
        "pause_no": 1,
        "kind": "hearing",
        "notice_no": "N",
        "started_at": datetime(2026, 11, 4),
    }
    add(district, CasePause, pause)
    step = {"case_id": "s:1", "step_no": 1, "step_code": "accept", "kind": "accept"}
    add(district, CaseStep, step | {"started_at": datetime(2026, 10, 29, 15)})
    assert evaluate(district, now=NOW) == 1
    assert rows(district, CaseClock)[0]["promised_due_at"] is None
    assert len(rows(district, StepClock)) == 1


def test_a_card_that_no_longer_holds_is_withdrawn_and_kept(district: Engine):
    add(district, ApprovalCase, a_row(1))
    evaluate(district, now=NOW)
    change(district, "s:1", promised_due_at=datetime(2026, 12, 31, 18))
    evaluate(district, now=NOW)
    (card,) = rows(district, Finding, rule="W02", finding_id="s:1|W02|yellow|1")
    assert card["withdrawn_at"] == NOW
    # the new promise has its own card, which lies ahead
    (ahead,) = rows(district, Finding, finding_id="s:1|W02|yellow|1001")
    assert ahead["occurs_at"] == datetime(2026, 12, 31, 18, 0, 1)


def test_a_time_changed_after_closing_is_an_order_and_stays(district: Engine):
    add(district, ApprovalCase, a_row(1, closed_at=datetime(2026, 11, 16, 9)))
    evaluate(district, now=NOW)
    change(district, "s:1", closed_at=datetime(2026, 11, 12, 9))
    evaluate(district, now=NOW)
    queue_everything(district)
    evaluate(district, now=NOW)
    (order,) = rows(district, Finding, rule="W26")
    assert "2026-11-16 09:00:00" in order["evidence"]
    assert rows(district, Finding, rule="W02")[0]["withdrawn_at"] == NOW


def test_a_deleted_case_leaves_no_clock_and_its_cards_withdrawn(district: Engine):
    add(district, ApprovalCase, a_row(1))
    evaluate(district, now=NOW)
    with writing(district) as connection:
        connection.execute(delete(ApprovalCase))
    evaluate(district, now=NOW)
    assert rows(district, CaseClock) == []
    found = rows(district, Finding)
    assert {row["rule"] for row in found} == {"W01", "W02"}  # W06 lay ahead: never occurred
    assert all(row["withdrawn_at"] == NOW for row in found)


def test_an_impossible_case_is_quarantined_and_the_rest_goes_on(district: Engine):
    backwards = a_row(1, closed_at=datetime(2026, 10, 20))
    future = a_row(2, received_at=datetime(2026, 12, 1), accepted_at=None)
    nothing = a_row(3, received_at=None, accepted_at=None)
    add(district, ApprovalCase, backwards, future, nothing, a_row(4))
    evaluate(district, now=NOW)
    assert [row["case_id"] for row in rows(district, CaseClock)] == ["s:4"]
    quarantined = rows(district, DataFault, is_quarantined=True)
    assert {(row["subject_id"], row["rule"]) for row in quarantined} == {
        ("s:1", "T02"),
        ("s:2", "T06"),
        ("s:3", "T01"),
    }


def test_a_time_that_cannot_be_read_costs_its_own_case_only(district: Engine):
    add(district, ApprovalCase, a_row(1), a_row(2))
    raw = "'infinity'" if district.dialect.name == "postgresql" else "'不详'"
    with writing(district) as connection:
        statement = f"UPDATE approval_case SET closed_at = {raw} WHERE case_id = 's:1'"
        connection.execute(text(statement))
    evaluate(district, now=NOW)
    assert [row["case_id"] for row in rows(district, CaseClock)] == ["s:2"]
    (fault,) = rows(district, DataFault)
    assert fault["raw_value"] in ("infinity", "不详")


def test_a_case_comes_back_from_quarantine_once_it_is_mended(district: Engine):
    add(district, ApprovalCase, a_row(1, closed_at=datetime(2026, 10, 20)))
    evaluate(district, now=NOW)
    change(district, "s:1", closed_at=datetime(2026, 11, 20))
    evaluate(district, now=NOW)
    assert len(rows(district, CaseClock)) == 1
    assert rows(district, DataFault) == []


def test_a_changed_limit_reaches_every_case_of_the_item(district: Engine):
    add(district, ApprovalCase, a_row(1), a_row(2, item_code="other"))
    evaluate(district, now=NOW)
    with writing(district) as connection:
        connection.execute(update(ServiceItem).values(promised_limit=5))
    evaluate(district, now=NOW)
    first, other = rows(district, CaseClock)
    assert first["promised_due_at"] == datetime(2026, 11, 5, 23, 59, 59)
    assert other["promised_due_at"] is None  # an unknown item declares no limit


def test_a_batch_that_fails_leaves_everything_as_it_was(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    add(district, ApprovalCase, a_row(1))

    def broken(*_: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr("data_access.evaluation.refresh", broken)
        with pytest.raises(RuntimeError):
            evaluate_batch(district, NOW)
    assert rows(district, CaseClock) == []
    assert len(rows(district, ChangeQueue)) == 1
    assert evaluate(district, now=NOW) == 1


def test_days_that_change_places_move_the_limits_behind_them(district: Engine):
    """Four days change so that every count and sum of the calendar stays what it was."""
    add(district, ApprovalCase, a_row(1))
    with writing(district) as connection:
        connection.execute(update(ServiceItem).values(promised_limit=5))
    evaluate(district, now=NOW)
    assert rows(district, CaseClock)[0]["promised_due_at"] == datetime(2026, 11, 5, 23, 59, 59)
    with writing(district) as connection:
        for is_working, month, day in ((0, 11, 2), (1, 11, 8), (0, 12, 11), (1, 12, 5)):
            changed = update(WorkingDay).where(WorkingDay.day == date(2026, month, day))
            connection.execute(changed.values(is_working=bool(is_working)))
    evaluate(district, now=NOW)
    # counted are 30 October and 3, 4, 5, 6 November
    assert rows(district, CaseClock)[0]["promised_due_at"] == datetime(2026, 11, 6, 23, 59, 59)


def test_where_nothing_waits_it_keeps_nobody_from_writing(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    def must_not_write(*_: object) -> None:
        raise AssertionError("it writes")

    evaluate(district, now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("data_access.evaluation.writing", must_not_write)
        assert evaluate(district, now=NOW) == 0
        add(district, ApprovalCase, a_row(1))
        with pytest.raises(AssertionError, match="it writes"):
            evaluate(district, now=NOW)
    assert evaluate(district, now=NOW) == 1


def test_a_second_runner_gives_way(district: Engine):
    if district.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")
    add(district, ApprovalCase, a_row(1))
    with writing(district) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(727100)"))
        assert evaluate(district, now=NOW) == 0
    assert evaluate(district, now=NOW) == 1


def test_a_change_committed_while_a_batch_runs_is_done_next(district: Engine):
    if district.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")
    add(district, ApprovalCase, a_row(1))
    with writing(district) as late:
        late.execute(update(ApprovalCase).values(receipt_no="R2"))
        assert evaluate(district, now=NOW) == 1
    assert evaluate(district, now=NOW) == 1


def test_the_missing_calendar_is_one_finding(district: Engine):
    for _ in range(2):
        check_calendar(district, NOW)
    (finding,) = rows(district, Finding)
    assert (finding["rule"], finding["occurs_at"]) == ("W107", datetime(2026, 12, 15))
    with reading(district) as connection:
        assert connection.scalar(select(func.count()).select_from(table_of(CaseClock))) == 0


def test_an_unknown_department_or_item_is_shown_and_said(district: Engine):
    add(district, ApprovalCase, a_row(1, department_code="gone", item_code="gone"))
    evaluate(district, now=NOW)
    assert len(rows(district, CaseClock)) == 1
    found = [(row["rule"], row["raw_value"]) for row in rows(district, DataFault)]
    assert found == [("R01", "gone"), ("R02", "gone")]


def test_late_evaluation_takes_no_deemed_acceptance_for_a_change(district: Engine):
    add(district, ApprovalCase, a_row(1, accepted_at=None))
    evaluate(district, now=datetime(2026, 10, 26, 10))  # deemed acceptance lies ahead
    change(district, "s:1", accepted_at=datetime(2026, 10, 28, 9), closed_at=datetime(2026, 11, 20))
    evaluate(district, now=NOW)
    assert rows(district, Finding, rule="W26") == []


def test_each_batch_says_which_subjects_it_worked(district: Engine):
    add(district, ApprovalCase, a_row(1), a_row(2))
    evaluate(district, now=NOW)
    with writing(district) as connection:
        connection.execute(delete(ApprovalCase).where(ApprovalCase.case_id == "s:2"))
    evaluate(district, now=NOW)
    first, second = {row["run_no"] for row in rows(district, EvaluatedSubject)}
    worked = [(row["run_no"], row["subject_id"]) for row in rows(district, EvaluatedSubject)]
    assert worked == [(first, "s:1"), (first, "s:2"), (second, "s:2")]
    assert second == rows(district, EvaluationRun)[-1]["run_no"]


def test_what_was_worked_is_kept_of_the_newest_fifty_batches(district: Engine):
    add(district, ApprovalCase, a_row(1))
    evaluate(district, now=NOW)
    for _ in range(50):
        change(district, "s:1", receipt_no="R")
        evaluate(district, now=NOW)
    kept = [row["run_no"] for row in rows(district, EvaluatedSubject)]
    runs = [row["run_no"] for row in rows(district, EvaluationRun)]
    assert kept == runs[-50:]
    assert len(runs) > len(kept) == 50


@pytest.fixture
def broken_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Cases on which a rule of ours breaks, in words that quote the applicant."""
    cases: set[str] = set()
    clocks_of = approvals_line.clocks_of

    def breaking(case: Case, limits: Limits) -> Clocks:
        if case.case_id in cases:
            raise ZeroDivisionError("王小明 310116199001011234")
        return clocks_of(case, limits)

    monkeypatch.setattr(approvals_line, "clocks_of", breaking)
    return cases


def test_a_case_that_our_own_rules_break_on_holds_nothing_up(
    district: Engine, broken_for: set[str], caplog: pytest.LogCaptureFixture
):
    broken_for.add("s:2")
    add(district, ApprovalCase, a_row(1), a_row(2), a_row(3))
    assert evaluate(district, now=NOW) == 3
    assert [row["case_id"] for row in rows(district, CaseClock)] == ["s:1", "s:3"]
    (fault,) = rows(district, DataFault)
    assert (fault["subject_id"], fault["rule"], fault["is_quarantined"]) == ("s:2", "E01", True)
    assert fault["raw_value"] == "ZeroDivisionError"
    assert "s:2" in caplog.text
    assert "王小明" not in caplog.text
    with reading(district) as connection:
        found = count_balance(connection, "approval", NOW)
    assert (found.read, found.shown, found.quarantined, found.difference) == (3, 2, 1, 0)


def test_a_case_set_aside_keeps_its_cards_and_is_tried_again_when_it_changes(
    district: Engine, broken_for: set[str]
):
    add(district, ApprovalCase, a_row(1))
    evaluate(district, now=NOW)
    cards = rows(district, Finding)
    broken_for.add("s:1")
    change(district, "s:1", receipt_no="R2")
    evaluate(district, now=NOW)
    assert rows(district, CaseClock) == []
    # W06 lies ahead: nobody knows whether it will come
    assert rows(district, Finding) == [card for card in cards if card["rule"] != "W06"]
    broken_for.clear()
    assert evaluate(district, now=NOW) == 0
    change(district, "s:1", receipt_no="R3")
    evaluate(district, now=NOW)
    assert len(rows(district, CaseClock)) == 1
    assert rows(district, DataFault) == []
    assert [row["withdrawn_at"] for row in rows(district, Finding)] == [None] * len(cards)


def test_a_case_set_aside_is_tried_again_when_everything_is_computed_anew(
    district: Engine, broken_for: set[str]
):
    broken_for.add("s:1")
    add(district, ApprovalCase, a_row(1))
    evaluate(district, now=NOW)
    broken_for.clear()
    queue_everything(district)
    evaluate(district, now=NOW)
    assert len(rows(district, CaseClock)) == 1
    assert rows(district, DataFault) == []


def test_a_case_that_says_the_same_is_not_written_again(district: Engine):
    add(district, ApprovalCase, a_row(1), a_row(2))
    evaluate(district, now=NOW)
    first, _ = rows(district, CaseClock)
    change(district, "s:1", applicant_name="王小明")  # no clock reads it
    change(district, "s:2", accepted_at=datetime(2026, 10, 30, 9))
    assert evaluate(district, now=NOW) == 2
    again, changed = rows(district, CaseClock)
    assert again == first
    assert changed["run_no"] > first["run_no"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, (False, False, False, False)),  # no day of typing, no town, nobody named
        ({"created_at": datetime(2026, 10, 26, 23)}, (True, True, False, False)),
        ({"created_at": datetime(2026, 10, 27, 0)}, (True, False, False, False)),
        (
            {"town_code": "t", "channel": "window", "applicant_kind": "person", "officer": "赵一"},
            (False, False, True, False),
        ),
        (
            {"closed_at": datetime(2026, 11, 2, 17, 59, 59)},
            (False, False, False, False),
        ),  # a Monday
        ({"closed_at": datetime(2026, 11, 2, 18)}, (False, False, False, True)),
        ({"closed_at": datetime(2026, 11, 2, 7, 59)}, (False, False, False, True)),
        ({"closed_at": datetime(2026, 11, 1, 10)}, (False, False, False, True)),  # a Sunday
    ],
)
def test_a_clock_says_what_its_record_is_worth(
    district: Engine, columns: dict[str, Any], expected: tuple[bool, ...]
) -> None:
    with writing(district) as connection:
        connection.execute(insert(ApprovalCase), [a_row(1, **columns)])
    evaluate(district, now=NOW)
    flags = (
        CaseClock.is_typed_known,
        CaseClock.is_typed_same_day,
        CaseClock.is_complete,
        CaseClock.is_off_hours,
    )
    with reading(district) as connection:
        assert connection.execute(select(*flags)).one() == expected


def test_a_clock_counts_its_pauses_by_nearness(district: Engine) -> None:
    day = datetime(2026, 11, 4, 9)  # accepted on 29 October with ten days: due on 12 November
    pauses = [
        {"case_id": "s:1", "pause_no": number, "kind": "testing", **times}
        for number, times in enumerate(
            [
                {"started_at": day, "ended_at": day, "notice_no": "N"},  # 5, 6, 9 to 12: six days
                {"started_at": day.replace(day=12), "ended_at": None, "notice_no": "M"},
                {
                    "started_at": day.replace(day=13),
                    "ended_at": day,
                    "notice_no": None,
                },  # ends before it begins
            ]
        )
    ]
    with writing(district) as connection:
        connection.execute(insert(ApprovalCase), [a_row(1)])
        connection.execute(insert(CasePause), pauses)
    evaluate(district, now=NOW)
    counted = (
        CaseClock.pauses_6_to_10,
        CaseClock.pauses_due_day,
        CaseClock.pauses_after_due,
        CaseClock.pauses_without_notice,
    )
    with reading(district) as connection:
        assert connection.execute(select(*counted)).one() == (1, 1, 0, 0)
