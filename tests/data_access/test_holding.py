"""What a serving process holds is kept in step, whatever fails on the way."""

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from data_access import holding, loops
from data_access.appeals.announced_cards import announced_cards
from data_access.appeals.open_appeals import open_appeals
from data_access.appeals.suspended_appeals import suspended_appeals
from data_access.approvals.held_departures import held_departures
from data_access.engine import reading, writing
from data_access.open_set import following
from data_access.open_set.other_findings import other_findings
from data_access.projects import project_board
from data_access.schema import EvaluationRun
from data_access.signals import answered_signals
from data_access.signals.open_signals import open_signals

NOW = datetime(2026, 11, 23, 9, 41)


def test_all_of_it_is_at_hand(database: Engine) -> None:
    with writing(database) as connection:
        connection.execute(insert(EvaluationRun), [{"finished_at": NOW, "subjects": 0}])
    with reading(database) as connection:
        rows = (
            *(open_appeals, suspended_appeals, open_signals, other_findings),
            *(answered_signals.answered_signals, held_departures, announced_cards),
        )
        questions = (
            *(following.is_held, project_board.is_at_hand),
            *(held.is_at_hand for held in rows),
        )
        assert [is_held(connection, NOW) for is_held in questions] == [False] * 9
        assert holding.hold(database, NOW) == 0
        assert [is_held(connection, NOW) for is_held in questions] == [True] * 9
        long_ago = datetime(2024, 11, 23)
        assert [is_held(connection, long_ago) for is_held in questions] == [False] * 9


def test_holding_outlives_a_failure_and_takes_up_the_next_batch(
    database: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Passes(threading.Event):
        rests: list[float | None] = []  # noqa: RUF012

        def wait(self, timeout: float | None = None) -> bool:
            self.rests.append(timeout)
            if len(self.rests) == 1:
                with reading(database) as connection:
                    assert open_appeals.is_at_hand(connection, NOW), "one failure held up another"
                monkeypatch.setitem(holding.HELD, "open set", real["open set"])
            if len(self.rests) == 2:
                self.set()
            return self.is_set()

    def fail(*_given: Any) -> None:
        raise RuntimeError("no")

    real = dict(holding.HELD)
    monkeypatch.setitem(holding.HELD, "open set", fail)
    holding.keep_holding(database, Passes())
    assert Passes.rests == [loops.RETRY_SECONDS, holding.FOLLOW_SECONDS]
    assert "the open set cannot be held: RuntimeError" in caplog.text
    with reading(database) as connection:
        assert following.is_held(connection, datetime(2027, 1, 1))


def test_between_two_batches_it_asks_only_for_what_time_moves(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    class Passes(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            if len(asked) == 2:
                with writing(database) as connection:
                    connection.execute(insert(EvaluationRun), [{"finished_at": NOW, "subjects": 0}])
            if len(asked) == 3:
                self.set()
            return self.is_set()

    def noted(_engine: Engine, _as_of: datetime, names: Iterable[str]) -> int:
        asked.append(list(names))
        return 0

    monkeypatch.setattr(holding, "hold", noted)
    holding.keep_holding(database, Passes())
    assert asked == [list(holding.HELD), ["board of projects"], list(holding.HELD)]
