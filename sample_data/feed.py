"""The feed: keeps receiving, moving and closing cases and appeals as the systems would.

Every change is one small transaction at the time of the clock. As many cases are opened as closed,
so the district stays what it is for as long as the feed runs; it may stop and begin again at will.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from data_access.calendar import load_calendar
from data_access.engine import reading, writing
from data_access.sources import has_cases
from sample_data.appeal_feed import move_an_appeal
from sample_data.moves import Desk, advance
from sample_data.newcomers import rate_one, receive, tamper
from sample_data.order_moves import move_an_order
from sample_data.project_moves import move_a_project
from sample_data.stock import Stock, load_stock, plan_next

log = logging.getLogger(__name__)

CHANGES_A_CASE = 13
"""Writings from receipt to rating of an average case."""
STEADINESS = 6.0
"""How strongly a stock that has drifted from its size draws the feed back."""
RATING_SHARE, TAMPER_SHARE, PROJECT_SHARE, APPEAL_SHARE = 0.03, 0.0008, 0.004, 0.08
ORDER_SHARE = 0.01
RELOAD_AFTER = timedelta(minutes=10)
LONGEST_WAIT = 30.0


class Feed:
    """Writes one change at a time; the generator and the clock decide everything."""

    def __init__(
        self, engine: Engine, rng: np.random.Generator, clock: Callable[[], datetime]
    ) -> None:
        """Take the database to write to, the luck of the draw, and the time."""
        self._engine, self._rng, self._clock = engine, rng, clock
        self._stock: Stock | None = None
        self._loaded_at = clock()
        self._size: int | None = None

    @property
    def daily(self) -> float:
        """How many cases an average day brings; 1 before the first change."""
        return self._stock.daily if self._stock else 1.0

    @property
    def open_cases(self) -> int:
        """How many cases the feed has in hand."""
        return len(self._stock.cases) if self._stock else 0

    def change(self) -> str:
        """Write one change in one transaction, and say what it was.

        After an error nothing is remembered: the next change begins with what stands written.
        """
        now = self._clock()
        stock, self._stock = self._stock, None
        if stock is None or now - self._loaded_at > RELOAD_AFTER:
            stock = self._load(now)
        with writing(self._engine) as connection:
            done = self._write(connection, stock, now)
        self._stock = stock
        return done

    def _load(self, now: datetime) -> Stock:
        with reading(self._engine) as connection:
            stock = load_stock(connection, load_calendar(connection), self._rng, now)
        self._loaded_at = now
        self._size = stock.size = self._size or max(len(stock.cases), 10)
        return stock

    def _write(self, connection: Connection, stock: Stock, now: datetime) -> str:
        desk = Desk(now, self._rng, stock.teams)
        draw = self._rng.random()
        if draw < TAMPER_SHARE and (done := tamper(connection, desk)):
            return done
        is_of_projects = TAMPER_SHARE <= draw < TAMPER_SHARE + PROJECT_SHARE
        if is_of_projects and (done := move_a_project(connection, desk)):
            return done
        if draw > 1 - RATING_SHARE and (done := rate_one(connection, desk)):
            return done
        is_of_orders = APPEAL_SHARE <= draw < APPEAL_SHARE + ORDER_SHARE
        if is_of_orders and (done := move_an_order(connection, desk)):
            return done
        if draw < APPEAL_SHARE and (done := move_an_appeal(connection, desk)):
            return done
        case = stock.next_due(now)
        if case is None or self._rng.random() < self._share_of_newcomers(stock):
            new = receive(connection, load_calendar(connection), desk)
            stock.cases[new.case_id] = new
            return f"receive {new.case_id}"
        move = advance(case, desk)
        for statement in move.statements:
            connection.execute(statement)
        if move.is_last:
            del stock.cases[case.case_id]
        else:
            plan_next(case, self._rng, now)
        return f"{move.name} {case.case_id}"

    def _share_of_newcomers(self, stock: Stock) -> float:
        """One change in thirteen, more when the stock has shrunk, fewer when it has grown."""
        lack = (stock.size - len(stock.cases)) / stock.size
        return float(min(0.6, np.exp(STEADINESS * lack) / CHANGES_A_CASE))


@dataclass
class Pace:
    """How long to wait between two changes.

    It begins with a change every other second, and settles, over an hour, at a few times the
    volume of the district: denser in office hours, never still.
    """

    speed: float
    begun_at: datetime

    LIVELY_SECONDS = 2.0
    LIVELY_MINUTES = 10.0
    TIMES_THE_VOLUME = 3.0
    OFFICE_DENSITY, OTHER_DENSITY = 1.8, 0.6

    def seconds(self, daily: float, now: datetime) -> float:
        """Seconds until the next change, on average."""
        is_office = now.weekday() < 5 and 9 <= now.hour < 17
        density = self.OFFICE_DENSITY if is_office else self.OTHER_DENSITY
        changes = daily * self.TIMES_THE_VOLUME * CHANGES_A_CASE * density
        settled = max(self.LIVELY_SECONDS / 2, 86_400 / changes)
        minutes = (now - self.begun_at).total_seconds() / 60
        slower = self.LIVELY_SECONDS * max(1.0, minutes / self.LIVELY_MINUTES) ** 1.5
        return min(settled, slower) / self.speed


def keep_feeding(
    feed: Feed,
    pace: Pace,
    clock: Callable[[], datetime],
    rng: np.random.Generator,
    wait: Callable[[float], bool],
) -> None:
    """Change after change, until `wait` says that it is time to stop.

    A locked, restarted or unreachable database is tried again, later and later, up to every half
    minute.
    """
    failures = 0
    pause = 0.0
    while not wait(pause):
        try:
            done = feed.change()
        except DBAPIError as error:
            failures += 1
            pause = min(LONGEST_WAIT, 0.5 * 2**failures)
            reason = str(error.orig).strip().splitlines()[0]
            log.warning("the database does not answer (%s); next try in %.0f s", reason, pause)
            continue
        log.info("%s %s", f"{clock():%H:%M:%S}", done)
        failures = 0
        pause = pace.seconds(feed.daily, clock()) * float(rng.uniform(0.5, 1.5))


def check_ready(engine: Engine) -> None:
    """Raise ValueError when the database can be reached but holds no district to move."""
    try:
        is_filled = holds_cases(engine)
    except DBAPIError:
        return  # not reachable yet: the feed waits for it
    if not is_filled:
        raise ValueError("the database holds no cases; fill it with python -m sample_data first")


def holds_cases(engine: Engine) -> bool:
    """Whether the tables are there and hold at least one case."""
    with engine.connect() as connection:
        return inspect(connection).has_table("approval_case") and has_cases(connection)
