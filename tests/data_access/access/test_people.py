"""Persons and sign-ins: who comes in, until when, and what the shell may change."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select

from data_access.__main__ import main
from data_access.access import people
from data_access.access.access_log import verify
from data_access.engine import reading, writing
from data_access.schema import AccessEntry, Department, PersonSession
from supervision.people import Role

NOW = datetime(2026, 11, 23, 10)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def staffed(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A department, and Wang who works there; there is a provider."""
    monkeypatch.setenv("SUPERVISION_SIGN_IN", "oidc")
    connection.execute(insert(Department).values(department_code="housing", name="区房管局"))
    save(connection, "wang", departments=["housing"])
    return connection


def save(connection: Connection, person: str, *roles: Role, **more: object) -> None:
    given = {"subject": f"s-{person}", "name": person, "at": NOW} | more
    people.save_person(connection, person, roles=roles or (Role.STAFF,), **given)


def test_a_sign_in_says_who_they_are_now(staffed: Connection):
    token, who = people.sign_in(staffed, "wang", NOW)
    found = people.find_signed_in(staffed, token, NOW + MINUTE)
    assert found is not None
    assert found.viewer == who
    assert found.viewer.departments == {"housing"}
    assert found.ends_at == NOW + timedelta(hours=8)
    save(staffed, "wang", Role.LEADER)
    changed = people.find_signed_in(staffed, token, NOW + MINUTE)
    assert changed is not None
    assert changed.viewer.roles == {Role.LEADER}
    assert changed.viewer.departments == frozenset()


@pytest.mark.parametrize(
    ("after", "seen_after", "is_in"),
    [
        (MINUTE * 29, None, True),
        (MINUTE * 30, None, False),
        (MINUTE * 55, MINUTE * 26, True),
        (MINUTE * 56, MINUTE * 26, False),
        (MINUTE * (8 * 60 - 1), MINUTE * (8 * 60 - 2), True),
        (MINUTE * 8 * 60, MINUTE * (8 * 60 - 2), False),
    ],
)
def test_a_sign_in_ends_when_idle_and_when_old(
    staffed: Connection, after: timedelta, seen_after: timedelta | None, is_in: bool
):
    token, _ = people.sign_in(staffed, "wang", NOW)
    if seen_after:
        people.seen(staffed, token, NOW + seen_after)
    assert (people.find_signed_in(staffed, token, NOW + after) is not None) is is_in


def test_the_limits_are_settings(staffed: Connection, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUPERVISION_IDLE_MINUTES", "600")
    monkeypatch.setenv("SUPERVISION_SESSION_HOURS", "9")
    token, _ = people.sign_in(staffed, "wang", NOW)
    assert people.find_signed_in(staffed, token, NOW + MINUTE * 539) is not None
    assert people.find_signed_in(staffed, token, NOW + MINUTE * 540) is None


def test_a_sign_in_that_was_ended_stays_ended(staffed: Connection):
    token, _ = people.sign_in(staffed, "wang", NOW)
    other, _ = people.sign_in(staffed, "wang", NOW)
    people.sign_out(staffed, token, NOW)
    assert people.find_signed_in(staffed, token, NOW) is None
    assert people.find_signed_in(staffed, other, NOW) is not None
    people.set_disabled(staffed, "wang", True, NOW)
    assert people.find_signed_in(staffed, other, NOW) is None
    people.set_disabled(staffed, "wang", False, NOW)
    assert people.find_signed_in(staffed, other, NOW) is None


@pytest.mark.parametrize("token", ["", "x", "wang", "' OR 1=1 --", "\x00", "\ud800"])
def test_no_other_token_opens_anything(staffed: Connection, token: str):
    real, _ = people.sign_in(staffed, "wang", NOW)
    assert people.find_signed_in(staffed, token, NOW) is None
    session = staffed.scalars(select(PersonSession.session_id)).one()
    assert real != session
    assert people.find_signed_in(staffed, session, NOW) is None


def test_who_is_disabled_or_unknown_does_not_sign_in(staffed: Connection):
    people.set_disabled(staffed, "wang", True, NOW)
    assert people.person_of(staffed, "s-wang") is None
    assert people.person_of(staffed, "s-nobody") is None
    for person in ("wang", "nobody"):
        with pytest.raises(ValueError, match="who may sign in"):
            people.sign_in(staffed, person, NOW)


def test_made_up_persons_and_real_ones_never_meet(
    staffed: Connection, monkeypatch: pytest.MonkeyPatch
):
    people.add_demo_persons(staffed, NOW)
    assert people.person_of(staffed, "demo:supervisor") is None
    real, _ = people.sign_in(staffed, "wang", NOW)
    monkeypatch.setenv("SUPERVISION_SIGN_IN", "demo")
    assert people.find_signed_in(staffed, real, NOW) is None
    assert people.person_of(staffed, "s-wang") is None
    token, _ = people.sign_in(staffed, "demo-supervisor", NOW)
    assert [person.person_id for person in people.demo_persons(staffed)] == [
        "demo-supervisor",
        "demo-leader",
        "demo-staff",
        "demo-administrator",
        "demo-auditor",
    ]
    monkeypatch.setenv("SUPERVISION_SIGN_IN", "oidc")
    assert people.find_signed_in(staffed, token, NOW) is None


def test_a_role_that_nobody_knows_any_more_gives_nothing(staffed: Connection):
    save(staffed, "zhang", "emperor")  # type: ignore[arg-type]
    found = people.person_of(staffed, "s-zhang")
    assert found is not None
    assert found.roles == frozenset()


def test_a_strange_department_and_a_taken_subject_are_said(staffed: Connection):
    with pytest.raises(ValueError, match="no department moon"):
        save(staffed, "li", departments=["moon"])
    with pytest.raises(ValueError, match="is what the provider calls wang"):
        save(staffed, "li", subject="s-wang")


def test_the_shell_changes_people_and_each_change_is_recorded(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SUPERVISION_SIGN_IN", "oidc")
    monkeypatch.setattr("data_access.commands.people.the_engine", lambda: database)
    with writing(database) as connection:
        connection.execute(insert(Department).values(department_code="housing", name="区房管局"))
    save = ["people", "save", "wang", "--subject", "00456", "--name", "王某"]
    assert main([*save, "--role", "staff"]) == 2
    assert "staff need a department" in capsys.readouterr().err
    assert main([*save, "--role", "staff", "--department", "housing"]) == 0
    assert main(["people", "disable", "wang"]) == 0
    assert main(["people", "disable", "nobody"]) == 2
    capsys.readouterr()
    assert main(["people", "list"]) == 0
    assert capsys.readouterr().out == "wang\t00456\t王某\tstaff\thousing\tdisabled\n"
    with reading(database) as connection:
        told = select(AccessEntry.person_id, AccessEntry.action, AccessEntry.subject_id)
        assert connection.execute(told.order_by(AccessEntry.entry_no)).all() == [
            ("(command line)", "person_save", "wang"),
            ("(command line)", "person_disable", "wang"),
        ]
        assert verify(connection).faults == ()
