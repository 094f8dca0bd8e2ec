"""What the batches of the evaluation have worked since one that a reader knows."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from data_access.engine import once_in_view
from data_access.schema import EvaluatedSubject, EvaluationRun
from data_access.schema.base import table_of

RUNS_KEPT = 50
"""Batches of which it is known what they worked: readers who come later read all anew."""

_NEWEST = (
    select(EvaluationRun.run_no, EvaluationRun.finished_at)
    .order_by(EvaluationRun.run_no.desc())
    .limit(1)
)


class Batch(NamedTuple):
    """A batch of the evaluation: its number, and when it was worked; 0 and never before any."""

    run_no: int
    finished_at: datetime | None


def newest_batch(connection: Connection) -> Batch:
    """The newest batch that the connection sees."""
    return once_in_view(connection, "newest batch", lambda: _newest(connection))


def _newest(connection: Connection) -> Batch:
    found = connection.execute(_NEWEST).one_or_none()
    return Batch(*found) if found else Batch(0, None)


def worked_since(connection: Connection, line: str, run_no: int, newest: int) -> set[str] | None:
    """The subjects of a line worked after one batch up to another.

    None when the one is older than the newest RUNS_KEPT: then that is not known any more.
    """
    key = "worked", line, run_no, newest
    return once_in_view(connection, key, lambda: _worked(connection, line, run_no, newest))


def _worked(connection: Connection, line: str, run_no: int, newest: int) -> set[str] | None:
    if newest - run_no > RUNS_KEPT:
        return None
    worked = table_of(EvaluatedSubject).c
    subjects = (
        select(worked.subject_id)
        .distinct()
        .where(worked.run_no > run_no, worked.run_no <= newest, worked.line == line)
    )
    return set(connection.scalars(subjects))
