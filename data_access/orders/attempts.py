"""The transaction in which a person does something, and what stays of it where they may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from data_access.access.access_log import note
from data_access.access.row_security import see_as
from data_access.engine import writing
from data_access.orders.drafts import forget_draft
from data_access.orders.refusals import NotAllowedError
from data_access.orders.subjects import About
from supervision.people import Viewer


@dataclass(frozen=True)
class Attempt:
    """What somebody is about to do, as the access log names it."""

    act: str
    subject_type: str
    subject_id: str
    others: tuple[str, ...] = ()
    """Further subjects of the same attempt."""


def attempt_about(act: str, *abouts: About) -> Attempt:
    """An attempt at something about cards or subjects that nothing is written of yet."""
    keys = [about.finding_id or about.subject_id for about in abouts]
    first = abouts[0] if abouts else About()
    kind = "card" if first.finding_id else subject_type_of(first.line)
    return Attempt(act, kind, keys[0] if keys else "", tuple(keys[1:]))


def subject_type_of(line: str) -> str:
    """What the access log calls a subject of a line, by the screen that shows it."""
    return "case" if line == "approval" else line


@contextmanager
def attempting(
    engine: Engine, viewer: Viewer, attempt: Attempt, *, now: datetime, draft_key: str
) -> Iterator[Connection]:
    """One durable transaction that sees what the viewer sees; the draft is forgotten with it.

    Where the person has no right to it, nothing is written but a denial in the access log: in a
    transaction of its own, since that of the attempt is rolled back. Other refusals leave none.
    """
    try:
        with writing(engine, durable=True) as connection:
            see_as(connection, viewer.departments_seen())
            yield connection
            forget_draft(connection, viewer, draft_key)
    except NotAllowedError:
        detail: dict[str, object] = {"act": attempt.act}
        if attempt.others:
            detail["others"] = attempt.others
        with writing(engine, durable=True) as connection:
            note(
                connection,
                viewer,
                action="denial",
                subject_type=attempt.subject_type,
                subject_id=attempt.subject_id,
                detail=detail,
                at=now,
            )
        raise
