"""Much at once: cells wait for the end of the queue, and whoever reads them is told."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from data_access import evaluation, waiting
from data_access.cells import compare
from data_access.commands import check
from data_access.engine import reading, writing
from data_access.evaluation import (
    count_waiting_cells,
    evaluate,
    evaluate_batch,
    leave_cells_when_much_waits,
    queue_everything,
)
from data_access.schema import ApprovalCase, ChangeQueue, DailyCell, DailyTotal, ServiceItem
from data_access.schema.base import table_of

NOW = datetime(2026, 11, 23, 9, 41)
ITEM = {"item_code": "i1", "name": "许可", "department_code": "d1", "kind": "licence"}


@pytest.fixture
def district(database: Engine) -> Engine:
    with writing(database) as connection:
        connection.execute(insert(ServiceItem), [ITEM | {"promised_limit": 10}])
    evaluate(database, now=NOW)
    return database


def add_cases(engine: Engine, first: int, past: int) -> None:
    rows: list[dict[str, Any]] = [
        {
            "case_id": f"s:{number:03}",
            "source_code": "s",
            "case_no": str(number),
            "item_code": "i1",
            "department_code": "d1",
            "received_at": datetime(2026, 11, 2, 9),
            "accepted_at": datetime(2026, 11, 3, 9),
            "closed_at": datetime(2026, 11, 5, 9),
        }
        for number in range(first, past)
    ]
    with writing(engine) as connection:
        connection.execute(insert(ApprovalCase), rows)


def received(engine: Engine, model: type = DailyCell) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.sum(table_of(model).c.received))) or 0


def differences(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(compare(connection, "approval"))


def checked(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> int:
    monkeypatch.setattr(check, "the_engine", lambda: engine)
    return check.run(None)  # type: ignore[arg-type]


def test_history_stays_that_of_before_until_all_of_it_is_counted(
    district: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    add_cases(district, 0, 4)
    evaluate(district, now=NOW)
    add_cases(district, 4, 10)
    with writing(district) as connection:
        waiting.queue_cells(connection, "approval")
    assert evaluate_batch(district, NOW, size=3) == 3  # and here the machine stops
    assert received(district) == 4
    assert checked(monkeypatch, district) == 1
    assert "approval cells: those of before" in capsys.readouterr().out
    evaluate(district, now=NOW)  # the next one goes on
    assert received(district) == received(district, DailyTotal) == 10
    assert differences(district) == 0
    assert checked(monkeypatch, district) == 0


def test_it_counts_the_cells_when_only_they_wait(district: Engine):
    add_cases(district, 0, 4)
    with writing(district) as connection:
        waiting.queue_cells(connection, "approval")
    evaluate_batch(district, NOW)
    assert evaluate(district, now=NOW) == 0
    assert received(district) == 4
    with reading(district) as connection:
        assert not waiting.cells_wait(connection, "approval")


def test_a_count_that_is_cut_short_is_begun_again(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    add_cases(district, 0, 4)
    with writing(district) as connection:
        waiting.queue_cells(connection, "approval")

    def stopped(*_: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr(evaluation, "put_in_place", stopped)
        with pytest.raises(RuntimeError):
            evaluate(district, now=NOW)
    assert received(district) == 0
    evaluate(district, now=NOW)
    assert received(district) == 4
    assert differences(district) == 0


def test_what_another_runner_worked_meanwhile_is_not_lost(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    if district.dialect.name == "postgresql":
        pytest.skip("there, another runner gives way for as long as the counting takes")
    add_cases(district, 0, 4)
    with writing(district) as connection:
        waiting.queue_cells(connection, "approval")
    evaluate_batch(district, NOW)
    count_aside = evaluation.count_aside

    def overtaken(connection: Any, line: str) -> None:
        count_aside(connection, line)
        add_cases(district, 4, 6)
        evaluate_batch(district, NOW)

    with monkeypatch.context() as patch:
        patch.setattr(evaluation, "count_aside", overtaken)
        count_waiting_cells(district, NOW)
    assert received(district) == 0  # the four that were counted are not put in place of six
    count_waiting_cells(district, NOW)
    assert received(district) == 6


def test_cells_wait_when_much_waits_and_it_is_much_of_what_is_stored(
    district: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(waiting, "MUCH", 5)

    def cells_wait_with(first: int, past: int) -> bool:
        add_cases(district, first, past)
        leave_cells_when_much_waits(district)
        with reading(district) as connection:
            found = waiting.cells_wait(connection, "approval")
        evaluate(district, now=NOW)
        return found

    assert not cells_wait_with(0, 4)  # all, yet few
    assert cells_wait_with(4, 14)
    assert not cells_wait_with(14, 18)  # few of few
    assert cells_wait_with(18, 24)  # six of twenty-four, a quarter
    assert not cells_wait_with(24, 29)  # five of twenty-nine
    assert differences(district) == 0
    assert received(district) == 29


def test_computing_everything_anew_counts_the_cells_too(district: Engine):
    add_cases(district, 0, 4)
    evaluate(district, now=NOW)
    with writing(district) as connection:
        connection.execute(table_of(DailyCell).delete())
    queue_everything(district)
    assert evaluate(district, now=NOW) == 4
    assert received(district) == 4
    with reading(district) as connection:
        assert connection.scalar(select(func.count()).select_from(table_of(ChangeQueue))) == 0
