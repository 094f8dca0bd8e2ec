"""One question a tick however many ask; a dead or hung database costs nobody more than its time."""

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from data_access.engine import engine_for
from data_access.listing import Listing
from supervision.scope import Period, Scope
from ui import fetch, pulse
from ui.fetch import Answers, UnansweredError, answers, ask
from ui.pulse import Pulse

NOW = datetime(2026, 11, 23, 10)
SCOPE = Scope(Period.ending(NOW.date(), 30))
OTHER = Scope(SCOPE.period, departments=("water",))


class Clock:
    """A monotonic clock that goes when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(fetch.time, "monotonic", clock.monotonic)
    return clock


class Heart:
    """A database that is asked after, and answers when told to."""

    def __init__(self) -> None:
        self.asked, self.back = threading.Event(), threading.Event()

    def __call__(self, _engine: object) -> None:
        self.asked.set()
        assert self.back.wait(30)


@pytest.fixture
def heart() -> Iterator[Heart]:
    heart = Heart()
    yield heart
    heart.back.set()


@pytest.fixture
def shared(heart: Heart) -> Answers:
    return Answers(Pulse(heart))


def watchers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "pulse"}


def test_many_readers_ask_once(shared: Answers):
    asked = threading.Semaphore(0)
    go = threading.Event()

    def question() -> int:
        asked.release()
        go.wait(5)
        return 7

    found: list[int] = []

    def reader() -> None:
        found.append(shared.answer(("q",), NOW, question, 5).value)

    readers = [threading.Thread(target=reader) for _ in range(20)]
    for thread in readers:
        thread.start()
    assert asked.acquire(timeout=5)
    go.set()
    for thread in readers:
        thread.join(5)
    assert found == [7] * 20
    assert not asked.acquire(blocking=False)


def test_another_moment_is_another_question(shared: Answers):
    values = iter((1, 2))
    assert shared.answer(("q",), NOW, lambda: next(values), 1).value == 1
    assert shared.answer(("q",), NOW, lambda: next(values), 1).value == 1
    later = NOW + timedelta(seconds=1)
    assert shared.answer(("q",), later, lambda: next(values), 1).value == 2


def test_an_old_answer_about_the_past_is_asked_anew(shared: Answers, clock: Clock):
    assert shared.answer(("q",), NOW, lambda: 1, 1).value == 1
    clock.seconds += fetch.STILL_SECONDS + 1
    assert shared.answer(("q",), NOW, lambda: 2, 1).value == 2


def fail() -> int:
    raise ConnectionError("refused\nSELECT secret FROM person")


def test_a_failure_gives_the_last_good_answer_with_its_time(shared: Answers, heart: Heart):
    shared.answer(("q",), NOW, lambda: 1, 1)
    later, of_others = NOW + timedelta(seconds=5), watchers()
    known = shared.answer(("q",), later, fail, 1)
    assert (known.value, known.as_of) == (1, NOW)
    assert shared.failure is not None
    # nobody tries again but the one thread that asks after the database
    assert shared.answer(("q",), later, lambda: 2, 1).value == 1
    assert heart.asked.wait(5)
    [watcher] = watchers() - of_others
    heart.back.set()
    watcher.join(5)
    assert shared.failure is None
    assert shared.answer(("q",), later, lambda: 2, 1).value == 2


def test_a_silent_database_is_asked_after_until_it_answers(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def ask_after(_engine: object) -> None:
        asked.append(1)
        if len(asked) < 3:
            raise ConnectionError

    monkeypatch.setattr(pulse, "AGAIN_SECONDS", 0.0)
    silent, of_others = Pulse(ask_after), watchers()
    silent.lose()
    for watcher in watchers() - of_others:
        watcher.join(5)
    assert silent.failure is None
    assert len(asked) == 3


def test_all_who_ask_share_one_pulse(heart: Heart):
    one = Pulse(heart)
    these, those = Answers(one), Answers(one)
    those.answer(("who",), NOW, lambda: 1, 1)
    with pytest.raises(UnansweredError):
        these.answer(("q",), NOW, fail, 1)
    later = NOW + timedelta(seconds=5)
    assert those.answer(("who",), later, lambda: 2, 1).value == 1
    assert those.failure == these.failure


def test_what_is_done_once_has_its_time_and_is_not_kept(shared: Answers):
    assert shared.once(lambda: 1, 1) == 1
    hang = threading.Event()
    with pytest.raises(UnansweredError):
        shared.once(lambda: hang.wait(30), 0.05)
    assert shared.failure is not None
    with pytest.raises(UnansweredError):  # at once: nobody waits for a silent database
        shared.once(lambda: 2, 1)
    hang.set()
    with pytest.raises(KeyError):
        Answers(Pulse(lambda _: None)).once(lambda: {}["x"], 1)


def test_with_nothing_known_a_failure_is_said(shared: Answers):
    with pytest.raises(UnansweredError) as raised:
        shared.answer(("q",), NOW, fail, 1)
    assert len(raised.value.failure.number) == 6


def test_the_log_names_the_question_and_no_statement(
    shared: Answers, caplog: pytest.LogCaptureFixture
):
    with pytest.raises(UnansweredError):
        shared.answer(("data_access.approvals.live.cards", SCOPE), NOW, fail, 1)
    assert "data_access.approvals.live.cards was not answered" in caplog.text
    assert "secret" not in caplog.text


def test_a_hung_database_is_given_up_in_time(shared: Answers):
    hang = threading.Event()
    shared.answer(("q",), NOW, lambda: 1, 1)
    later = NOW + timedelta(seconds=5)
    known = shared.answer(("q",), later, lambda: hang.wait(30), 0.05)
    assert known.value == 1
    assert known.is_old
    hang.set()


def test_no_more_than_so_many_wait_for_a_hung_database(shared: Answers):
    hang = threading.Event()
    for number in range(fetch.MOST_WAITING + 3):
        shared._pulse.forget()
        with pytest.raises(UnansweredError):
            shared.answer((number,), NOW, lambda: hang.wait(30), 0.0)
    waiting = [thread for thread in threading.enumerate() if thread.name == "question"]
    assert len(waiting) <= fetch.MOST_WAITING
    shared._pulse.forget()
    with pytest.raises(UnansweredError):
        shared.answer(("one more",), NOW, lambda: 1, 1)
    assert shared.failure is None  # this process is busy, which says nothing of the database
    hang.set()
    for thread in waiting:
        thread.join(5)


def test_a_faulty_question_spoils_no_other(shared: Answers, caplog: pytest.LogCaptureFixture):
    def faulty() -> int:
        raise KeyError("column")

    with pytest.raises(UnansweredError) as raised:
        shared.answer(("faulty",), NOW, faulty, 1)
    assert raised.value.failure.number in caplog.text
    assert shared.failure is None
    assert shared.answer(("sound",), NOW, lambda: 1, 1).value == 1


def test_a_whole_export_is_not_kept(shared: Answers):
    large = pd.DataFrame({"n": range(fetch.MOST_ROWS_KEPT + 1)})
    shared.answer(("q",), NOW, lambda: large, 1)
    assert not shared._fresh


def test_memory_is_bounded(shared: Answers):
    for number in range(fetch.MOST_ANSWERS + 50):
        shared.answer((number,), NOW, lambda: 1, 1)
    assert len(shared._fresh) == fetch.MOST_ANSWERS
    assert len(shared._last_good) == fetch.MOST_LAST_GOOD
    assert not shared._asking


def count_rows(
    connection: Connection, scope: Scope, *, as_of: datetime, name: str = "x"
) -> pd.DataFrame:
    rows = connection.execute(text("SELECT 1")).all()
    departments = ",".join(scope.departments)
    return pd.DataFrame({"n": [len(rows)], "departments": [departments], "name": [name]})


@pytest.fixture
def embedded(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    url = f"sqlite:///{tmp_path}/x.db"
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    answers.forget()
    yield
    answers.forget()
    engine_for(url).dispose()


@pytest.mark.usefixtures("embedded")
def test_scopes_and_options_never_share_an_answer():
    for _ in range(2):
        for scope, departments in ((SCOPE, ""), (OTHER, "water")):
            for name in ("a", "b"):
                frame, _ = ask(count_rows, scope, as_of=NOW, name=name)
                assert frame["departments"].iloc[0] == departments
                assert frame["name"].iloc[0] == name


@pytest.mark.usefixtures("embedded")
def test_a_reader_that_changes_a_frame_changes_nobody_elses():
    mine, _ = ask(count_rows, SCOPE, as_of=NOW)
    mine.loc[0, "n"] = 99
    mine["more"] = 1
    yours, _ = ask(count_rows, SCOPE, as_of=NOW)
    assert list(yours.columns) == ["n", "departments", "name"]
    assert yours["n"].iloc[0] == 1


def test_frames_of_one_answer_are_each_readers_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetch, "reading", nullcontext)
    monkeypatch.setattr(fetch, "see_as", lambda *_: None)
    answers.forget()

    def two(_connection: object, _scope: object, *, as_of: datetime) -> tuple[Any, ...]:
        frame = pd.DataFrame({"n": [as_of.year]})
        return frame, {"listed": Listing(1, frame)}

    (mine, lists), _ = ask(two, SCOPE, as_of=NOW)
    mine["n"] = 2
    lists["listed"].frame["n"] = 3
    (theirs, lists), _ = ask(two, SCOPE, as_of=NOW)
    assert theirs["n"].tolist() == lists["listed"].frame["n"].tolist() == [NOW.year]
