"""What is read of a database once, and brought up to each batch for all who ask."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from data_access.access.row_security import seeing_everything
from data_access.batches import newest_batch


class OfBatch(Protocol):
    """Something read of the database as a batch of the evaluation left it."""

    @property
    def run_no(self) -> int:
        """The number of the batch."""


Held = TypeVar("Held", bound=OfBatch)
Bring = Callable[[Connection, Held | None, int], Held]
"""From what is held, if anything, to the state of a batch."""


class Newest(Generic[Held]):
    """The newest state of each database in this process; one reader brings it up for all."""

    def __init__(self, bring: Bring[Held]) -> None:
        self._bring = bring
        self._of: WeakKeyDictionary[Engine, _One[Held]] = WeakKeyDictionary()
        self._guard = threading.Lock()

    def seen_by(self, connection: Connection) -> Held:
        """The state as of the newest batch that the connection sees, or a later one."""
        one = self._one(connection)
        newest = newest_batch(connection).run_no
        held = one.held
        if held is None or held.run_no < newest:
            with one.changing:
                held = one.held
                if held is None or held.run_no < newest:
                    with seeing_everything(connection):
                        held = one.held = self._bring(connection, held, newest)
        return held

    def known_to(self, connection: Connection) -> Held | None:
        """What is held at present, maybe of an earlier batch."""
        return self._one(connection).held

    def forget(self) -> None:
        """Start anew."""
        with self._guard:
            self._of.clear()

    def _one(self, connection: Connection) -> "_One[Held]":
        with self._guard:
            return self._of.setdefault(connection.engine, _One())


class _One(Generic[Held]):
    def __init__(self) -> None:
        self.held: Held | None = None
        self.changing = threading.Lock()
