"""Who acts under a token, while the database answers and while it does not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from data_access.access import people
from data_access.engine import engine_for, writing
from ui.access import identity
from ui.clock import now
from ui.fetch import UnansweredError
from ui.pulse import incident

DEAD = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def token(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    url = new_database()
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    identity.forget()
    with writing(engine_for(url)) as connection:
        people.add_demo_persons(connection, now())
        return people.sign_in(connection, "demo-leader", now())[0]


def test_every_call_asks_the_database_anew(token: str):
    assert identity.identify(token) is not None
    with writing() as connection:
        people.set_disabled(connection, "demo-leader", True, now())
    assert identity.identify(token) is None
    assert identity.identify(token, at_most_old=60.0) is None


def test_an_answer_of_a_moment_ago_may_do_where_it_is_asked_for(token: str):
    assert identity.identify(token) is not None
    with writing() as connection:
        people.sign_out(connection, token, now())
    assert identity.identify(token, at_most_old=60.0) is not None
    assert identity.identify(token) is None


def test_while_the_database_is_away_who_was_known_stays_known_for_a_while(
    token: str, monkeypatch: pytest.MonkeyPatch
):
    known = identity.identify(token)
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", DEAD)
    assert identity.identify(token) == known
    with pytest.raises(UnansweredError):
        identity.identify("of somebody who comes during the outage")
    monkeypatch.setattr(identity, "GRACE_SECONDS", 0.0)
    with pytest.raises(UnansweredError):
        identity.identify(token)


def test_an_old_answer_holds_no_longer_where_one_question_alone_is_slow(
    token: str, monkeypatch: pytest.MonkeyPatch
):
    assert identity.identify(token) is not None
    monkeypatch.setattr(identity, "GRACE_SECONDS", 0.0)
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", DEAD)
    monkeypatch.setattr(identity.pulse, "lose", incident)  # it answers again at once
    with pytest.raises(UnansweredError):
        identity.identify(token)


def test_who_was_out_before_the_outage_stays_out(token: str, monkeypatch: pytest.MonkeyPatch):
    with writing() as connection:
        people.sign_out(connection, token, now())
    assert identity.identify(token) is None
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", DEAD)
    assert identity.identify(token) is None


def test_an_outage_makes_no_sign_in_longer(token: str, monkeypatch: pytest.MonkeyPatch):
    assert identity.identify(token) is not None
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", DEAD)
    late: datetime = now() + timedelta(hours=8)
    monkeypatch.setattr(identity, "now", lambda: late)
    assert identity.identify(token) is None
