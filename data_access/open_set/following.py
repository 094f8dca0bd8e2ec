"""The open set of each database in this process: loaded once, then kept in step with its changes.

Whoever asks first after a batch of the evaluation brings the set up to it. Every question asks the
database for its newest batch, so a database that does not answer is never hidden by memory.
"""

import threading
import time
from collections import OrderedDict
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from data_access.access.row_security import seeing_everything
from data_access.batches import newest_batch, worked_since
from data_access.days import start_after, start_of
from data_access.open_set.reading import Stretch
from data_access.open_set.seconds import START
from data_access.open_set.sets import OpenSet, load
from supervision.scope import Scope
from supervision.working_days import ONE_DAY

LINE_DAYS = 20
"""How far a question looks back from its moment."""
HELD_DAYS = 90 + LINE_DAYS + 2
"""So far back from the newest batch the set reaches: any moment of ninety days, and its lines."""
LEEWAY_DAYS = 7
"""It may reach further by so much before what is older is dropped."""
MOST_OLD_SETS = 4
OLD_SECONDS = 30.0
"""The set of a day long past is read anew after this: late data may still change it."""


class Followed:
    """The sets of one database."""

    def __init__(self) -> None:
        self._current: OpenSet | None = None
        self._old: OrderedDict[date, tuple[OpenSet, float]] = OrderedDict()
        self._changing = threading.Lock()
        self._reading_old = threading.Lock()

    def at(self, connection: Connection, as_of: datetime) -> OpenSet:
        """The set that knows what was open at the moment and in the LINE_DAYS before it."""
        current = self._up_to_date(connection)
        if current.stretch.since < _reach(as_of, LINE_DAYS + 1):
            return current
        return self._of_old(connection, as_of.date())

    def reaches(self, as_of: datetime) -> bool:
        """Whether it is loaded, and answers for the moment without being read anew."""
        current = self._current
        return current is not None and current.stretch.since < _reach(as_of, LINE_DAYS + 1)

    def _up_to_date(self, connection: Connection) -> OpenSet:
        newest = newest_batch(connection).run_no
        current = self._current
        if current is None or current.run_no < newest:
            with self._changing:
                current = self._current
                if current is None or current.run_no < newest:
                    with seeing_everything(connection):
                        current = self._current = _next(connection, current, newest)
        return current

    def _of_old(self, connection: Connection, day: date) -> OpenSet:
        with self._reading_old:
            found = self._old.get(day)
            if found is None or time.monotonic() - found[1] > OLD_SECONDS:
                end = start_after(day)
                stretch = Stretch(_reach(end, LINE_DAYS + 2), end)
                with seeing_everything(connection):
                    found = self._old[day] = load(connection, stretch, 0), time.monotonic()
            self._old.move_to_end(day)
            while len(self._old) > MOST_OLD_SETS:
                self._old.popitem(last=False)
            return found[0]


_followed: WeakKeyDictionary[Engine, Followed] = WeakKeyDictionary()
_guard = threading.Lock()


def open_set(connection: Connection, as_of: datetime) -> OpenSet:
    """What was open at the moment, in memory; one for all who ask the same database."""
    return _of(connection).at(connection, as_of)


def is_held(connection: Connection, as_of: datetime) -> bool:
    """Whether what was open at the moment is in memory already."""
    return _of(connection).reaches(as_of)


def _of(connection: Connection) -> Followed:
    with _guard:
        return _followed.setdefault(connection.engine, Followed())


def state(connection: Connection, scope: Scope, *, as_of: datetime) -> tuple[int, int]:
    """What tells one state of the open set from another: its version, and what time has passed."""
    del scope
    known = open_set(connection, as_of)
    return known.run_no, known.passed(as_of)


def forget() -> None:
    """Start anew."""
    with _guard:
        _followed.clear()


def _next(connection: Connection, current: OpenSet | None, newest: int) -> OpenSet:
    """The set as of the newest batch: changed where little has changed, else loaded."""
    finished_at = newest_batch(connection).finished_at
    since = START if finished_at is None else _reach(finished_at, HELD_DAYS)
    subjects = worked_since(connection, "approval", current.run_no, newest) if current else None
    if current is None or subjects is None:
        return load(connection, Stretch(since, None), newest)
    following = current.changed(connection, subjects, newest)
    is_long = following.stretch.since < since - LEEWAY_DAYS * ONE_DAY if finished_at else False
    if following.is_worn or is_long:
        return following.compacted(max(following.stretch.since, since))
    return following


def _reach(moment: datetime, days: int) -> datetime:
    """The last second before the day that lies so many days back."""
    day = date.fromordinal(max(moment.toordinal() - days, 2))
    return start_of(day) - timedelta(seconds=1)
