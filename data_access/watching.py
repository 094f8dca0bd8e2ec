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
    """Work the change queue until told to stop; what fails is logged and tried again.

    No failure ends the loop: screens whose figures silently stand still would be worse.
    """
    calendar_due = balance_due = 0.0
    while not stopping.is_set():
        rest = REST_SECONDS
        try:
            evaluate(engine)
            if time.monotonic() >= calendar_due:
                check_calendar(engine, shanghai_now())
                calendar_due = time.monotonic() + CALENDAR_SECONDS
            if time.monotonic() >= balance_due:
                good_for = _counted_for(engine)
                balance_due = time.monotonic() + good_for
        except SQLAlchemyError as error:
            log.warning("the evaluation waits for the database: %s", type(error).__name__)
            rest = RETRY_SECONDS
        except Exception:
            log.exception("the evaluation failed, and tries again")
            rest = RETRY_SECONDS
        stopping.wait(rest)


def _counted_for(engine: Engine) -> float:
    """Count the rows of all lines; for how many seconds from now they are good enough."""
    begun = time.monotonic()
    count_balances(engine, shanghai_now())
    took = time.monotonic() - begun
    return max(BALANCE_SECONDS, BALANCE_RESTS * took)
