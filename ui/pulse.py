"""Whether the database answers: what all readers of this process know of it together.

The first question without an answer tells it for all. From then on nobody waits: screens are drawn
from what is known, while one thread asks after the database until it answers again.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, text

from data_access.engine import reading, the_engine
from ui.clock import now

log = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0
"""How often a silent database is asked after."""


@dataclass(frozen=True)
class Failure:
    """Since when the database does not answer, and the number under which the log has it."""

    number: str
    since: datetime


def incident() -> Failure:
    """A failure that begins now."""
    return Failure(uuid.uuid4().hex[:6].upper(), now())


def answers_at_all(engine: Engine) -> None:
    """The smallest of questions; raises when there is no answer."""
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))


class Pulse:
    """Silent or not, with the thread that asks after a silent database."""

    def __init__(self, ask_after: Callable[[Engine], None] = answers_at_all) -> None:
        self._ask_after = ask_after
        self._failure: Failure | None = None
        self._guard = threading.Lock()

    @property
    def failure(self) -> Failure | None:
        """What is wrong with the database at present, if anything."""
        return self._failure

    def lose(self) -> Failure:
        """Note that a question got no answer."""
        with self._guard:
            if self._failure is not None:
                return self._failure
            failure, engine = incident(), the_engine()
            self._failure = failure
            try:
                threading.Thread(
                    target=self._watch, args=(failure, engine), name="pulse", daemon=True
                ).start()
            except RuntimeError:  # no thread to ask after it: the next question asks itself
                self._failure = None
            return failure

    def forget(self) -> None:
        """Start anew."""
        with self._guard:
            self._failure = None

    def _watch(self, failure: Failure, engine: Engine) -> None:
        """Ask at once: where only one question was too slow, the others go on unharmed."""
        rest = threading.Event()
        while self._failure is failure:
            try:
                self._ask_after(engine)
            except Exception as error:  # whatever it is: the database does not answer
                log.warning("incident %s lasts: %s", failure.number, type(error).__name__)
                rest.wait(AGAIN_SECONDS)
                continue
            with self._guard:
                if self._failure is failure:
                    self._failure = None
                    log.warning("incident %s is over", failure.number)


pulse = Pulse()
