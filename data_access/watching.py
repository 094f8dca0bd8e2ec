"""The evaluation as a loop: in the app for the embedded default, its own process in production."""

import logging
import threading
import time

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.balances import count_balances
from data_access.evaluation import check_calendar, evaluate, shanghai_now

log = logging.getLogger(__name__)

REST_SECONDS = 0.3
"""How long it rests when the queue is empty: a change must be on screens within five seconds."""
RETRY_SECONDS = 5.0
CALENDAR_SECONDS = 3600.0
BALANCE_SECONDS = 60.0
BALANCE_RESTS = 100
"""Counting the rows takes a hundredth of the time at most: so much longer does it rest."""


def keep_evaluating(engine: Engine, stopping: threading.Event) -> None:
    """Work the change queue until told to stop, and now and then check and count.

    What fails is logged and tried again, and keeps nothing else from being done. No failure ends
    the loop: screens whose figures silently stand still would be worse.
    """
    due = dict.fromkeys((_work, _check, _count), 0.0)
    while not stopping.is_set():
        rest = REST_SECONDS
        for duty, due_at in due.items():
            if time.monotonic() < due_at:
                continue
            try:
                seconds = duty(engine)
                due[duty] = time.monotonic() + seconds
            except SQLAlchemyError as error:
                log.warning("the evaluation waits for the database: %s", type(error).__name__)
                rest = RETRY_SECONDS
            except Exception:
                log.exception("the evaluation failed, and tries again")
                rest = RETRY_SECONDS
        stopping.wait(rest)


def _work(engine: Engine) -> float:
    """Work what waits; for how many seconds that is good enough, as with the others."""
    evaluate(engine)
    return 0.0


def _check(engine: Engine) -> float:
    check_calendar(engine, shanghai_now())
    return CALENDAR_SECONDS


def _count(engine: Engine) -> float:
    begun = time.monotonic()
    count_balances(engine, shanghai_now())
    took = time.monotonic() - begun
    return max(BALANCE_SECONDS, BALANCE_RESTS * took)
