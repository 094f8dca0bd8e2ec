"""Writes what people did into the access log, beside the pages: a view waits a moment, not long.

A view is written within a fraction of a second, and the page waits for it that long at most; while
the database is silent or busy the entry waits here, in its order and with its time. What must be
written before something is shown (unmask, export) goes to `data_access.access.access_log` directly.
"""

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from data_access.access.access_log import note
from data_access.engine import writing
from supervision.people import Viewer
from ui.clock import now
from ui.pulse import pulse

log = logging.getLogger(__name__)

MOST_WAITING = 20_000
AT_ONCE = 200
WAIT_SECONDS = 0.5
RETRY_SECONDS = 2.0


@dataclass
class Entry:
    """Something to write, and the sign that it has been written."""

    write: Callable[[Connection], object]
    written: threading.Event = field(default_factory=threading.Event)


class Recorder:
    """One thread that writes entries in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Entry] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()

    def record(
        self,
        viewer: Viewer,
        action: str,
        subject_type: str,
        subject_id: str,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Write one entry of the access log, waiting for it no longer than WAIT_SECONDS."""
        at: datetime = now()
        self.write(
            lambda connection: note(
                connection,
                viewer,
                action=action,
                subject_type=subject_type,
                subject_id=subject_id,
                detail=detail,
                at=at,
            )
        )

    def write(self, work: Callable[[Connection], object], wait: float = WAIT_SECONDS) -> None:
        """Do a piece of writing beside the page.

        Raises queue.Full when so much waits that what people do can no longer be recorded.
        """
        entry = Entry(work)
        self._waiting.put_nowait(entry)
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="record", daemon=True)
                self._thread.start()
        entry.written.wait(0 if pulse.failure else wait)

    def flush(self, seconds: float) -> bool:
        """Wait until all that came before is written; whether it was in time."""
        last = threading.Event()
        self._waiting.put(Entry(lambda _: None, last))
        return last.wait(seconds)

    def _work(self) -> None:
        rest = threading.Event()
        while True:
            entries = [self._waiting.get()]
            while len(entries) < AT_ONCE and not self._waiting.empty():
                entries.append(self._waiting.get())
            while not _written(entries):
                rest.wait(RETRY_SECONDS)
            for entry in entries:
                entry.written.set()


def _written(entries: list[Entry]) -> bool:
    try:
        with writing() as connection:
            for entry in entries:
                entry.write(connection)
    except Exception as error:
        log.warning("%d entries of the access log wait: %s", len(entries), type(error).__name__)
        return False
    return True


recorder = Recorder()
