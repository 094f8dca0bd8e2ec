"""The loop of the evaluation works the queue, and no failure ends it."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from data_access import loops, watching
from data_access.balances import balances
from data_access.engine import engine_for, reading, writing
from data_access.schema import ApprovalCase, CaseClock, ChangeQueue, LineBalance
from supervision.scope import Period, Scope

LOOPS = pytest.mark.parametrize(
    ("loop", "work", "what"),
    [
        ("keep_evaluating", "evaluate", "the evaluation"),
        ("keep_counting", "count_balances", "the counting of rows"),
    ],
)


class Passes(threading.Event):
    """An event that is set by the last of so many rests, and keeps how long each was to be."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.rests: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.rests.append(timeout)
        if len(self.rests) == self.most:
            self.set()
        return self.is_set()


def count(engine: Engine, model: type) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def add_case(engine: Engine) -> None:
    row = {"case_id": "a:1", "source_code": "a", "case_no": "1"}
    with writing(engine) as connection:
        received = {"received_at": datetime(2026, 11, 20, 9)}
        connection.execute(insert(ApprovalCase), [row | received])


def test_it_works_the_queue(database: Engine):
    add_case(database)
    watching.keep_evaluating(database, Passes(1))
    assert count(database, CaseClock) == 1
    assert count(database, ChangeQueue) == 0


@LOOPS
def test_it_waits_longer_for_a_database_that_fails(
    loop: str, work: str, what: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    passes = Passes(2)
    getattr(watching, loop)(engine_for(f"sqlite:///{tmp_path}/no_tables.db"), passes)
    assert passes.rests == [loops.RETRY_SECONDS] * 2
    assert f"{what} waits for the database: OperationalError" in caplog.text


@LOOPS
def test_a_fault_of_our_own_is_logged_and_the_next_pass_does_the_work(
    loop: str,
    work: str,
    what: str,
    database: Engine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    add_case(database)
    real, failed = getattr(watching, work), []

    def failing_once(*given: object) -> object:
        if not failed:
            failed.append(True)
            raise ValueError("a rule cannot go on")
        return real(*given)

    monkeypatch.setattr(watching, work, failing_once)
    passes = Passes(2)
    getattr(watching, loop)(database, passes)
    first, second = passes.rests
    assert first == loops.RETRY_SECONDS
    assert second is not None
    if work == "evaluate":
        assert second == watching.REST_SECONDS
    else:  # a hundred times as long as the counting took, where that is more
        assert second >= watching.BALANCE_SECONDS
    assert f"{what} failed, and tries again" in caplog.text
    assert "a rule cannot go on" in caplog.text
    assert count(database, CaseClock if work == "evaluate" else LineBalance) > 0


def test_rows_are_counted_also_while_nothing_works_the_queue(database: Engine):
    add_case(database)
    passes = Passes(1)
    watching.keep_counting(database, passes)
    with reading(database) as connection:
        scope = Scope(Period.ending(datetime(2026, 11, 20).date(), 30))
        found = balances(connection, scope, as_of=datetime(2026, 11, 20))
    assert (found["approval"].read, found["approval"].waiting) == (1, 1)
    assert passes.rests[0] is not None
    assert passes.rests[0] >= watching.BALANCE_SECONDS
