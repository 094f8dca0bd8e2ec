"""What seldom changes and is asked every second: read again only after a while."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

Answer = TypeVar("Answer")
SECONDS = 10.0


class Recent(Generic[Answer]):
    """The answer as it stood at most so many seconds ago, one for each database."""

    def __init__(self, read: Callable[[Connection], Answer]) -> None:
        self._read = read
        self._known: WeakKeyDictionary[Engine, tuple[Answer, float]] = WeakKeyDictionary()

    def __call__(self, connection: Connection) -> Answer:
        """The answer of this connection's database."""
        known = self._known.get(connection.engine)
        if known is None or time.monotonic() - known[1] > SECONDS:
            known = self._known[connection.engine] = self._read(connection), time.monotonic()
        return known[0]
