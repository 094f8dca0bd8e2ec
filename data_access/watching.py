"""The evaluation as loops: in the app for the embedded default, its own process in production."""

import threading
import time

from sqlalchemy import Engine

from data_access.balances import count_balances
from data_access.evaluation import check_calendar, evaluate, shanghai_now
from data_access.loops import keep

REST_SECONDS = 0.3
"""How long it rests when the queue is empty: a change must be on screens within five seconds."""
CALENDAR_SECONDS = 3600.0
BALANCE_SECONDS = 60.0
BALANCE_RESTS = 100
"""Counting the rows takes a hundredth of the time at most: so much longer does it rest."""


def keep_evaluating(engine: Engine, stopping: threading.Event) -> None:
    """Work the change queue until told to stop; once an hour look for years without a calendar."""
    calendar_due = 0.0

    def work() -> float:
        nonlocal calendar_due
        evaluate(engine)
        if time.monotonic() >= calendar_due:
            check_calendar(engine, shanghai_now())
            calendar_due = time.monotonic() + CALENDAR_SECONDS
        return REST_SECONDS

    keep("the evaluation", work, stopping)


def keep_counting(engine: Engine, stopping: threading.Event) -> None:
    """Count the rows of all lines now and then until told to stop, beside the evaluation.

    Also where the queue cannot be worked; to count a large and cold database takes seconds.
    """

    def work() -> float:
        begun = time.monotonic()
        count_balances(engine, shanghai_now())
        return max(BALANCE_SECONDS, BALANCE_RESTS * (time.monotonic() - begun))

    keep("the counting of rows", work, stopping)
