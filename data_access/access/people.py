"""Persons and their sign-ins: who may come in, who is in, and what they may do right now."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, func, insert, select, update

from data_access.engine import settings
from data_access.schema import CaseClock, Department, Person, PersonSession
from supervision.people import Role, Viewer
from supervision.words import N_

TOKEN_BYTES = 32
SESSION_SHOWN = 12
"""Characters of a session's digest that the access log names it by."""
SEEN_EVERY = timedelta(seconds=60)
"""How exactly a sign-in remembers its last click: a write a minute, not a write a click."""
DEMO_PERSONS = {
    Role.SUPERVISOR: N_("演示监察员"),
    Role.LEADER: N_("演示领导"),
    Role.STAFF: N_("演示经办"),
    Role.ADMINISTRATOR: N_("演示管理员"),
    Role.AUDITOR: N_("演示审计员"),
}
PERSON = (
    Person.person_id,
    Person.subject,
    Person.name,
    Person.roles,
    Person.departments,
    Person.is_disabled,
    Person.is_demo,
)


@dataclass(frozen=True)
class SignedIn:
    """A person and the sign-in under which they act, as the database has them now."""

    viewer: Viewer
    last_seen_at: datetime
    ends_at: datetime
    """When it ends whatever they do."""


def digest(token: str) -> str:
    """What the database keeps of a token: who reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def person_of(connection: Connection, subject: str) -> Viewer | None:
    """The person whom the provider calls so, if they may sign in; made-up ones only in the demo."""
    row = connection.execute(
        select(*PERSON).where(Person.subject == subject, Person.is_disabled.is_(False))
    ).first()
    return _viewer(row) if row and row.is_demo == settings().is_demo else None


def sign_in(connection: Connection, person_id: str, at: datetime) -> tuple[str, Viewer]:
    """Begin a sign-in: the token for the browser, and the viewer.

    Raises ValueError when the person does not exist or is disabled.
    """
    row = connection.execute(
        select(*PERSON).where(Person.person_id == person_id, Person.is_disabled.is_(False))
    ).first()
    if row is None or row.is_demo != settings().is_demo:
        raise ValueError(f"no person {person_id!r} who may sign in")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session_id = digest(token)
    connection.execute(
        insert(PersonSession).values(
            session_id=session_id, person_id=person_id, created_at=at, last_seen_at=at
        )
    )
    return token, _viewer(row, session_id)


def find_signed_in(connection: Connection, token: str, at: datetime) -> SignedIn | None:
    """Who acts under the token: nobody once it is revoked, idle or too old, or they are disabled.

    Rights are read here and nowhere else, in every run.
    """
    known = PersonSession.session_id == digest(token)
    row = connection.execute(
        select(
            *PERSON,
            PersonSession.session_id,
            PersonSession.created_at,
            PersonSession.last_seen_at,
        )
        .join_from(PersonSession, Person, Person.person_id == PersonSession.person_id)
        .where(known, PersonSession.revoked_at.is_(None), Person.is_disabled.is_(False))
    ).first()
    if row is None or row.is_demo != settings().is_demo:
        return None
    ends_at = row.created_at + timedelta(hours=settings().session_hours)
    is_idle = at - row.last_seen_at >= timedelta(minutes=settings().idle_minutes)
    if is_idle or at >= ends_at:
        return None
    return SignedIn(_viewer(row, row.session_id), row.last_seen_at, ends_at)


def seen(connection: Connection, token: str, at: datetime) -> None:
    """Remember that the person has just done something."""
    connection.execute(
        update(PersonSession)
        .where(PersonSession.session_id == digest(token), PersonSession.last_seen_at < at)
        .values(last_seen_at=at)
    )


def sign_out(connection: Connection, token: str, at: datetime) -> None:
    """End a sign-in for good; a copy of its token opens nothing any more."""
    connection.execute(
        update(PersonSession)
        .where(PersonSession.session_id == digest(token), PersonSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def save_person(
    connection: Connection,
    person_id: str,
    *,
    subject: str,
    name: str,
    roles: Collection[Role],
    departments: Collection[str] = (),
    at: datetime,
    is_demo: bool = False,
) -> None:
    """Add a person, or change what is known of one; it holds from their next click on.

    Raises ValueError for a department that does not exist and a subject of another person.
    """
    known = set(connection.scalars(select(Department.department_code)))
    strange = sorted(set(departments) - known)
    if strange:
        raise ValueError(f"there is no department {', '.join(strange)}")
    taken = connection.scalar(
        select(Person.person_id).where(Person.subject == subject, Person.person_id != person_id)
    )
    if taken:
        raise ValueError(f"{subject!r} is what the provider calls {taken}")
    values = {
        "subject": subject,
        "name": name,
        "roles": sorted(roles),
        "departments": sorted(departments),
        "is_demo": is_demo,
        "changed_at": at,
    }
    exists = connection.scalar(select(Person.person_id).where(Person.person_id == person_id))
    if exists:
        connection.execute(update(Person).where(Person.person_id == person_id).values(values))
        return
    connection.execute(insert(Person).values(person_id=person_id, is_disabled=False, **values))


def set_disabled(connection: Connection, person_id: str, is_disabled: bool, at: datetime) -> None:
    """Shut a person out, or let them in again; who is shut out loses every sign-in.

    Raises ValueError when there is no such person.
    """
    changed = connection.execute(
        update(Person)
        .where(Person.person_id == person_id)
        .values(is_disabled=is_disabled, changed_at=at)
    )
    if not changed.rowcount:
        raise ValueError(f"there is no person {person_id!r}")
    if is_disabled:
        connection.execute(
            update(PersonSession)
            .where(PersonSession.person_id == person_id, PersonSession.revoked_at.is_(None))
            .values(revoked_at=at)
        )


def list_persons(connection: Connection) -> pd.DataFrame:
    """One row a person: person_id, subject, name, roles, departments, is_disabled, is_demo."""
    rows = connection.execute(select(*PERSON).order_by(Person.person_id)).all()
    return pd.DataFrame(rows, columns=[column.key for column in PERSON])


def add_demo_persons(connection: Connection, at: datetime) -> None:
    """One made-up person of each role, where they are not there yet; staff of a busy department."""
    known = set(connection.scalars(select(Person.person_id)))
    busiest = connection.scalars(
        select(CaseClock.department_code)
        .join(Department, Department.department_code == CaseClock.department_code)
        .where(CaseClock.closed_at.is_(None))
        .group_by(CaseClock.department_code)
        .order_by(func.count().desc(), CaseClock.department_code)
        .limit(1)
    ).all()
    for role, name in DEMO_PERSONS.items():
        person_id = f"demo-{role}"
        if person_id not in known:
            save_person(
                connection,
                person_id,
                subject=f"demo:{role}",
                name=name,
                roles=[role],
                departments=[code for code in busiest if code] if role is Role.STAFF else (),
                at=at,
                is_demo=True,
            )


def demo_persons(connection: Connection) -> list[Viewer]:
    """The made-up persons, in the order of their roles."""
    rows = connection.execute(
        select(*PERSON).where(Person.is_demo, Person.is_disabled.is_(False))
    ).all()
    order = [f"demo-{role}" for role in DEMO_PERSONS]
    found = {row.person_id: _viewer(row) for row in rows}
    return [found[person_id] for person_id in order if person_id in found]


def _viewer(row: Row[*tuple[Any, ...]], session_id: str = "") -> Viewer:
    """The person as the code knows them; a role that no version knows any more gives nothing."""
    known = {str(role) for role in Role}
    return Viewer(
        person_id=row.person_id,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles if role in known),
        departments=frozenset(row.departments),
        session=session_id[:SESSION_SHOWN],
    )
