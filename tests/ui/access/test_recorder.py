"""What people did is written beside the page: in order, once, also after an outage."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from data_access.access.access_log import verify
from data_access.engine import engine_for, reading
from data_access.schema import AccessEntry
from tests.signing_in import SUPERVISOR
from ui.access import recorder

DEAD = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    url = new_database()
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    return url


def subjects(url: str) -> list[str]:
    with reading(engine_for(url)) as connection:
        assert verify(connection).faults == ()
        return list(
            connection.scalars(select(AccessEntry.subject_id).order_by(AccessEntry.entry_no))
        )


def test_entries_of_many_readers_are_one_chain(url: str):
    ours = recorder.Recorder()

    def look(reader: int) -> None:
        for page in range(10):
            ours.record(SUPERVISOR, "view", "screen", f"{reader}-{page}")

    readers = [threading.Thread(target=look, args=(number,)) for number in range(5)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert ours.flush(30.0)
    found = subjects(url)
    assert len(found) == 50
    for number in range(5):
        own = [one for one in found if one.startswith(f"{number}-")]
        assert own == [f"{number}-{page}" for page in range(10)]


def test_nothing_is_lost_or_doubled_by_an_outage(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recorder, "RETRY_SECONDS", 0.05)
    ours = recorder.Recorder()
    ours.record(SUPERVISOR, "view", "screen", "before")
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", DEAD)
    for name in ("during-1", "during-2"):
        ours.record(SUPERVISOR, "view", "screen", name)
    assert not ours.flush(0.3)
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    ours.record(SUPERVISOR, "view", "screen", "after")
    assert ours.flush(30.0)
    assert subjects(url) == ["before", "during-1", "during-2", "after"]
