"""Drawings that all readers of one view share: made once a tick, however many watch."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Drawing = TypeVar("Drawing")

MOST_DRAWINGS = 64
LASTING_SECONDS = 30.0
"""A drawing of a past moment is made anew after this: late data may still change it."""


class Shared(Generic[Drawing]):
    """The newest drawings by what they show: the moment, the view, the language."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, tuple[Drawing, float]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Drawing]) -> Drawing:
        """The drawing of this key; the first reader makes it, the others wait for it.

        What `make` raises, only the reader who made it sees; the next one tries again.
        """
        found = self._fresh(key)
        if found:
            return found[0]
        with self._guard:
            lock = self._making.setdefault(key, threading.Lock())
        with lock:
            found = self._fresh(key)
            if found:
                return found[0]
            drawing = make()
            with self._guard:
                self._made[key] = (drawing, time.monotonic())
                self._making.pop(key, None)
                while len(self._made) > MOST_DRAWINGS:
                    self._made.popitem(last=False)
        return drawing

    def forget(self) -> None:
        """Start anew."""
        with self._guard:
            self._made.clear()
            self._making.clear()

    def _fresh(self, key: Hashable) -> tuple[Drawing, float] | None:
        found = self._made.get(key)
        if found and time.monotonic() - found[1] < LASTING_SECONDS:
            return found
        return None
