"""The evaluation as loops: in the app for the embedded default, its own process in production."""

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
    calendar_due = 0.0
    while not stopping.is_set():
        rest = REST_SECONDS
        try:
            evaluate(engine)
            if time.monotonic() >= calendar_due:
                check_calendar(engine, shanghai_now())
                calendar_due = time.monotonic() + CALENDAR_SECONDS
        except SQLAlchemyError as error:
            log.warning("the evaluation waits for the database: %s", type(error).__name__)
            rest = RETRY_SECONDS
        except Exception:
            log.exception("the evaluation failed, and tries again")
            rest = RETRY_SECONDS
        stopping.wait(rest)


def keep_counting(engine: Engine, stopping: threading.Event) -> None:
    """Count the rows of all lines now and then until told to stop, beside the evaluation.

    Also where the queue cannot be worked; to count a large and cold database takes seconds.
    """
    while not stopping.is_set():
        begun = time.monotonic()
        try:
            count_balances(engine, shanghai_now())
            rest = max(BALANCE_SECONDS, BALANCE_RESTS * (time.monotonic() - begun))
        except SQLAlchemyError as error:
            log.warning("the rows wait to be counted: %s", type(error).__name__)
            rest = RETRY_SECONDS
        except Exception:
            log.exception("the counting failed, and tries again")
            rest = RETRY_SECONDS
        stopping.wait(rest)
