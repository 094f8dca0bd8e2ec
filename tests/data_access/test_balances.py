"""Nothing is dropped in silence: what was read is shown, quarantined or waiting."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert

from data_access import balances as counting
from data_access.balances import Balance, balances, count_balance, count_balances
from data_access.engine import reading, writing
from data_access.lines import LINES
from data_access.schema import ApprovalCase, ChangeQueue, DataFault, EvaluationRun
from supervision.scope import Period, Scope
from tests.derived_rows import clock, write

NOW = datetime(2026, 11, 23, 9, 41, 20)
LATER = NOW + timedelta(minutes=5)
SCOPE = Scope(Period.ending(NOW.date(), 30), departments=("water",))
RECEIVED = datetime(2026, 11, 2, 9)


def contract_cases(*case_ids: str) -> list[dict[str, object]]:
    return [{"case_id": one, "source_code": "window", "case_no": f"No. {one}"} for one in case_ids]


def fault(number: int, case_id: str, *, is_quarantined: bool = True) -> dict[str, object]:
    return {
        "fault_id": str(number),
        "line": "approval",
        "subject_id": case_id,
        "source_code": "window",
        "department_code": "housing",
        "rule": "T01",
        "table_name": "approval_case",
        "column_name": "received_at",
        "raw_value": "不详",
        "is_quarantined": is_quarantined,
        "found_at": NOW,
    }


def fill(connection: Connection) -> None:
    """One case set aside for two faults, one shown in spite of a fault, and two that wait."""
    faults = [fault(1, "bad"), fault(2, "bad"), fault(3, "odd", is_quarantined=False)]
    connection.execute(insert(DataFault), faults)
    connection.execute(insert(ApprovalCase), contract_cases("bad", "odd", "new", "newer"))
    write(connection, clocks=[clock("odd", RECEIVED)])


def test_every_case_is_shown_quarantined_or_waiting(connection: Connection) -> None:
    fill(connection)

    found = count_balance(connection, "approval", NOW)

    # the triggers put all four into the queue
    assert found == Balance(NOW, read=4, shown=1, quarantined=1, waiting=2)
    assert found.difference == 0


def test_a_case_deleted_at_its_source_is_no_longer_shown(connection: Connection) -> None:
    write(connection, clocks=[clock("gone", RECEIVED)])
    connection.execute(insert(ChangeQueue), [{"line": "approval", "subject_id": "gone"}])

    found = count_balance(connection, "approval", NOW)

    assert (found.read, found.shown, found.difference) == (0, 0, 0)


def test_a_case_that_nobody_accounts_for_is_a_difference(connection: Connection) -> None:
    write(connection, clocks=[clock("phantom", RECEIVED)])

    assert count_balance(connection, "approval", NOW).difference == -1


def known(engine: Engine) -> dict[str, Balance]:
    with reading(engine) as connection:
        return balances(connection, SCOPE, as_of=NOW)


def work_a_batch(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(EvaluationRun), [{"finished_at": NOW, "subjects": 0}])


def test_screens_have_what_was_counted_last_of_all_departments(database: Engine) -> None:
    assert known(database) == {}
    with writing(database) as connection:
        fill(connection)

    count_balances(database, NOW)

    nothing = Balance(NOW, 0, 0, 0, 0)
    assert known(database) == dict.fromkeys(LINES, nothing) | {"approval": Balance(NOW, 4, 1, 1, 2)}


def test_rows_are_counted_again_when_a_batch_was_worked(database: Engine) -> None:
    work_a_batch(database)
    count_balances(database, NOW)
    count_balances(database, LATER)
    assert known(database)["approval"].counted_at == NOW

    work_a_batch(database)
    count_balances(database, LATER)

    assert known(database)["approval"].counted_at == LATER


def test_rows_are_counted_again_while_anything_waits(database: Engine) -> None:
    work_a_batch(database)
    count_balances(database, NOW)
    with writing(database) as connection:
        fill(connection)

    count_balances(database, LATER)

    assert known(database)["approval"] == Balance(LATER, 4, 1, 1, 2)


def test_rows_are_counted_again_after_an_hour_whatever_was_worked(database: Engine) -> None:
    count_balances(database, NOW)
    almost = NOW + timedelta(minutes=59)
    count_balances(database, almost)
    assert known(database)["approval"].counted_at == NOW

    count_balances(database, NOW + timedelta(hours=1))

    assert known(database)["approval"].counted_at == NOW + timedelta(hours=1)


def test_a_later_count_is_not_overwritten_by_an_earlier_one(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(connection: Connection, line: str, now: datetime) -> Balance:
        monkeypatch.setattr(counting, "count_balance", count_balance)
        work_a_batch(database)
        count_balances(database, LATER)
        return count_balance(connection, line, now)

    monkeypatch.setattr(counting, "count_balance", meanwhile)
    count_balances(database, NOW)

    assert {balance.counted_at for balance in known(database).values()} == {LATER}


def test_balances_add_up_to_that_of_all_lines_counted_by_the_first() -> None:
    both = Balance(LATER, 10, 7, 2, 1) + Balance(NOW, 5, 4, 0, 0)

    assert both == Balance(NOW, read=15, shown=11, quarantined=2, waiting=1)
    assert both.difference == 1
