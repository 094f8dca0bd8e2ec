"""The one place that asks the database for a screen: shared answers, deadlines, worded failures.

An answer belongs to a question, a scope, a moment and its options; all readers who ask the same
within a second share it, so the database is asked once a tick however many watch. An answer that
does not come in time is replaced by the last good one, with its time; the trace goes to the log.
While the database is silent nobody waits for it (`ui.pulse`).
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from data_access.access.row_security import see_as
from data_access.engine import reading, settings
from data_access.listing import Listing
from supervision.people import Viewer
from supervision.scope import Scope
from ui.pulse import Failure, Pulse, incident, pulse
from ui.words import t

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Key = tuple[Hashable, ...]

MOST_ANSWERS = 512
MOST_LAST_GOOD = 256
STILL_SECONDS = 30.0
"""An answer about a moment in the past is asked anew after this: late data may still change it."""
MOST_ROWS_KEPT = 2_000
OUTAGES = (TimeoutError, OSError, OperationalError, InterfaceError, PoolTimeoutError)
"""The database is away or busy. Anything else is a fault of one question."""
MOST_WAITING = 16
"""Questions under way at once; more are answered from what is known."""


@dataclass(frozen=True)
class Known:
    """An answer, the moment it speaks of, and when it was given, by the monotonic clock."""

    value: Any
    as_of: datetime
    given: float
    is_old: bool = False
    """It stands in for one that did not come."""


class BusyError(TimeoutError):
    """Too many questions of this process are under way: that says nothing of the database."""


class Pass(threading.local):
    """What one pass over a screen has met: every pass draws in a thread of its own."""

    oldest: datetime | None = None
    """The moment of the oldest answer that stands in for one that did not come."""
    has_failed = False

    def begin(self) -> None:
        """Nothing yet."""
        self.oldest, self.has_failed = None, False

    @property
    def is_whole(self) -> bool:
        """Whether every question so far had its answer in time."""
        return self.oldest is None and not self.has_failed


this_pass = Pass()


class UnansweredError(Exception):
    """The database gave no answer and nothing is known from before."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"no answer from the database, incident {failure.number}")
        self.failure = failure


class Answers:
    """The answers that all readers of this process share."""

    def __init__(self, heart: Pulse, most_last_good: int = MOST_LAST_GOOD) -> None:
        self._pulse = heart
        self._most_last_good = most_last_good
        self._fresh: OrderedDict[Key, Known] = OrderedDict()
        self._last_good: OrderedDict[Key, Known] = OrderedDict()
        self._asking: dict[Key, threading.Lock] = {}
        self._guard = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self.generation = 0
        """How often everything was forgotten: what was drawn before is not to be shown again."""

    @property
    def failure(self) -> Failure | None:
        """What is wrong with the database at present, if anything."""
        return self._pulse.failure

    def forget(self) -> None:
        """Start anew: no answers, no failure."""
        with self._guard:
            self._fresh.clear()
            self._last_good.clear()
            self._asking.clear()
            self._pulse.forget()
            self.generation += 1

    def answer(self, key: Key, as_of: datetime, ask: Callable[[], Any], seconds: float) -> Known:
        """The shared answer of this moment, asked for at most once; else the last good one.

        Raises UnansweredError when there is neither.
        """
        key_at = (*key, as_of)
        known = self._known(key_at)
        if known:
            return known
        with self._guard:
            lock = self._asking.setdefault(key_at, threading.Lock())
        deadline = time.monotonic() + seconds
        if not lock.acquire(timeout=seconds):
            return self._fallback(key, incident(), "another reader's question is still under way")
        try:
            known = self._known(key_at) or self._ask(key, key_at, as_of, ask, deadline)
        finally:
            lock.release()
            with self._guard:
                self._asking.pop(key_at, None)
        return known

    def once(self, work: Callable[[], Answer], seconds: float) -> Answer:
        """Do something that is nobody else's within its time, and remember nothing of it.

        Raises UnansweredError where it is not known to be done; it may still come to be.
        """
        failure = self._pulse.failure
        if failure is not None:
            raise UnansweredError(failure)
        try:
            return self._within(work, time.monotonic() + seconds)
        except OUTAGES as error:
            failure = incident() if isinstance(error, BusyError) else self._pulse.lose()
            log.warning("incident %s: %s", failure.number, type(error).__name__)
            raise UnansweredError(failure) from error

    def _ask(
        self, key: Key, key_at: Key, as_of: datetime, ask: Callable[[], Any], deadline: float
    ) -> Known:
        failure = self._pulse.failure
        if failure is not None:
            return self._fallback(key, failure)
        try:
            value = self._within(ask, deadline)
        except BusyError as error:
            return self._fallback(key, incident(), str(error))
        except OUTAGES as error:
            reason = f"{type(error).__name__}: {_first_line(error)}"
            return self._fallback(key, self._pulse.lose(), reason)
        except Exception as error:
            failure = incident()
            log.exception("%s failed, incident %s", key[0], failure.number)
            raise UnansweredError(failure) from error
        known = Known(value, as_of, time.monotonic())
        with self._guard:
            if _is_small(value):
                _remember(self._fresh, key_at, known, MOST_ANSWERS)
                _remember(self._last_good, key, known, self._most_last_good)
        return known

    def _within(self, ask: Callable[[], Answer], deadline: float) -> Answer:
        """Ask in a thread of its own: a hung connection can be left behind, not interrupted."""
        if not self._places.acquire(blocking=False):
            raise BusyError("too many questions are under way")
        outcome: list[Answer] = []
        failed: list[Exception] = []

        def work() -> None:
            try:
                outcome.append(ask())
            except Exception as error:
                failed.append(error)
            finally:
                self._places.release()

        worker = threading.Thread(target=work, name="question", daemon=True)
        worker.start()
        worker.join(max(deadline - time.monotonic(), 0.0))
        if failed:
            raise failed[0]
        if not outcome:
            raise TimeoutError("no answer in time")
        return outcome[0]

    def _known(self, key_at: Key) -> Known | None:
        known = self._fresh.get(key_at)
        is_fresh = known is not None and time.monotonic() - known.given < STILL_SECONDS
        return known if is_fresh else None

    def _fallback(self, key: Key, failure: Failure, reason: str = "") -> Known:
        if reason:
            log.warning("%s was not answered, incident %s: %s", key[0], failure.number, reason)
        last_good = self._last_good.get(key)
        if last_good is None:
            raise UnansweredError(failure)
        return replace(last_good, is_old=True)


answers = Answers(pulse)


def ask(
    question: Callable[..., Answer], scope: Scope | Viewer, *, as_of: datetime, **options: Hashable
) -> tuple[Answer, datetime]:
    """The answer and the moment it speaks of; raises UnansweredError, draws nothing."""
    name = f"{question.__module__}.{question.__qualname__}"
    key: Key = (name, scope, tuple(sorted(options.items())))

    def work() -> Answer:
        with reading() as connection:
            if isinstance(scope, Scope):
                see_as(connection, scope.departments)
            return question(connection, scope, as_of=as_of, **options)

    known = answers.answer(key, as_of, work, settings().query_seconds)
    if known.is_old:
        this_pass.oldest = min(known.as_of, this_pass.oldest or known.as_of)
    return _own(known.value), known.as_of


def once(work: Callable[[], Answer]) -> Answer:
    """Do something that is nobody else's, within the time of a question; see Answers.once."""
    return answers.once(work, settings().query_seconds)


def fetch(
    question: Callable[..., Answer], scope: Scope | Viewer, *, as_of: datetime, **options: Hashable
) -> Answer:
    """The answer to a question, for a page; where there is none, say so and stop drawing."""
    try:
        return ask(question, scope, as_of=as_of, **options)[0]
    except UnansweredError as unanswered:
        say_failure(unanswered.failure)
        st.stop()


def say_failure(failure: Failure) -> None:
    """One sentence, the incident number, and a way to try again."""
    this_pass.has_failed = True
    with st.container(border=True):
        st.markdown(f":red[:material/error:] {t('暂时读不到数据库，稍后自动重试')}")
        since = f"{failure.since:%H:%M:%S}"
        st.caption(t("自 {time} 起 · 事件号 {number}", time=since, number=failure.number))
        st.button(t("现在重试"), icon=":material/refresh:", key="retry")


def _own(value: Any) -> Any:  # noqa: ANN401
    """The reader's own: copied on the first write, so that readers cannot disturb each other."""
    if isinstance(value, pd.DataFrame):
        return value.copy(deep=False)
    if isinstance(value, Listing):
        return replace(value, frame=_own(value.frame))
    if type(value) is dict:
        return {key: _own(one) for key, one in value.items()}
    return tuple(map(_own, value)) if type(value) is tuple else value


def _remember(store: OrderedDict[Key, Known], key: Key, known: Known, most: int) -> None:
    store[key] = known
    store.move_to_end(key)
    while len(store) > most:
        store.popitem(last=False)


def _is_small(value: object) -> bool:
    """Whether an answer is a page's, not a whole export, which is not worth its memory."""
    frame = getattr(value, "frame", value)
    return not isinstance(frame, pd.DataFrame) or len(frame) <= MOST_ROWS_KEPT


def _first_line(error: Exception) -> str:
    """The driver's own first line; what follows may hold a statement with personal data."""
    return str(error).split("\n", 1)[0][:200]
