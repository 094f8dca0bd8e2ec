"""Writers of orders who say what was acknowledged, until they are stopped or killed.

What a writer says was said after its commit returned: it must be found, whole and once. Where the
database does not confirm, a writer presses again with the same key, as the screens ask people to.
"""

import random
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from data_access.engine import engine_for
from data_access.orders.subjects import About
from data_access.orders.writing import Act, act, issue
from supervision.orders.ladder import Action
from tests.data_access.orders.a_district import STAFF, SUPERVISOR, draft

NOW = datetime(2026, 11, 2, 10)
STEPS = (
    (STAFF, Action.SIGN),
    (STAFF, Action.ANSWER),
    (SUPERVISOR, Action.SEND_BACK),
    (STAFF, Action.REPORT),
    (SUPERVISOR, Action.VERIFY),
    (SUPERVISOR, Action.CLOSE),
)
AGAIN_SECONDS = 0.02
"""After how long a writer presses again; nobody does so at once."""
PATIENCE = 60.0
FULL = re.compile("is full|File too large")


class StoppedError(Exception):
    """The writer was told to stop while it waited for a confirmation."""


@dataclass
class Writer:
    """Issues orders about the project and takes each through the ladder, again and again."""

    engine: Engine
    seed: int
    say: Callable[[str, str], None]
    """Takes what happened and the key: order, entry, doubt (not confirmed), full, absorbed."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        """Write until told to stop."""
        luck = random.Random(self.seed)
        try:
            while not self.stopping.is_set():
                self._one_order(luck)
        except StoppedError:
            return

    def _one_order(self, luck: random.Random) -> None:
        order_id = str(uuid.UUID(int=luck.getrandbits(128), version=4))
        form = draft(order_id, about=About("project", "p1"), department="d1")
        writes = [("order", order_id, partial(issue, drafts=[form], viewer=SUPERVISOR))]
        for version, (viewer, action) in enumerate(STEPS, 1):
            entry_id = str(uuid.UUID(int=luck.getrandbits(128), version=4))
            deed = Act(entry_id, order_id, version, action, "words")
            writes.append(("entry", entry_id, partial(act, deed=deed, viewer=viewer)))
        for kind, key, work in writes:
            for _ in range(luck.choice((1, 1, 2))):  # some click twice
                self._until_confirmed(key, work)
            self.say(kind, key)

    def _until_confirmed(self, key: str, work: Callable[..., Any]) -> None:
        """Press again while the database does not confirm: busy, away, full."""
        is_doubtful = False
        while True:
            try:
                written = work(self.engine, now=NOW)
            except DBAPIError as error:
                is_doubtful = True
                self.say("full" if FULL.search(str(error)) else "doubt", key)
                if self.stopping.wait(AGAIN_SECONDS):
                    raise StoppedError from None
                continue
            [one] = written if isinstance(written, list) else [written]
            if is_doubtful and not one.is_new:
                self.say("absorbed", key)
            return


class Writers:
    """Some writers, each in a thread of this process, and all that they said."""

    def __init__(self, engine: Engine, count: int) -> None:
        self.said: list[tuple[str, str]] = []
        self._news: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._stopping = threading.Event()
        writers = [
            Writer(engine, seed, lambda *news: self._news.put(news), self._stopping)
            for seed in range(count)
        ]
        self._threads = [threading.Thread(target=writer.write) for writer in writers]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        while not self._news.empty():
            self.said.append(self._news.get())

    def hear(self, *kinds: str, times: int = 1) -> None:
        """Listen until one of these things has been said so often; fails where nothing is said."""
        while times:
            times -= self._next(PATIENCE) in kinds

    def hears(self, kind: str, seconds: float) -> bool:
        """Whether it is said within so many seconds."""
        deadline = time.monotonic() + seconds
        try:
            while self._next(max(deadline - time.monotonic(), 0.0)) != kind:
                continue
        except Empty:
            return False
        return True

    def _next(self, seconds: float) -> str:
        news = self._news.get(timeout=seconds)
        self.said.append(news)
        return news[0]


def write_until_killed(url: str, seed: int, told: Connection) -> None:
    """What a process does that is to be killed: each acknowledgement is one write to the pipe."""
    engine = engine_for(url)
    Writer(engine, seed, lambda *news: told.send(news)).write()
