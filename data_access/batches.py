"""What the batches of the evaluation have worked since one that a reader knows."""

from sqlalchemy import Connection, func, select

from data_access.schema import EvaluatedSubject, EvaluationRun
from data_access.schema.base import table_of

RUNS_KEPT = 50
"""Batches of which it is known what they worked: readers who come later read all anew."""

NEWEST_BATCH = select(func.max(EvaluationRun.run_no))


def worked_since(connection: Connection, line: str, run_no: int, newest: int) -> set[str] | None:
    """The subjects of a line worked after one batch up to another.

    None when the one is older than the newest RUNS_KEPT: then that is not known any more.
    """
    if newest - run_no > RUNS_KEPT:
        return None
    worked = table_of(EvaluatedSubject).c
    subjects = (
        select(worked.subject_id)
        .distinct()
        .where(worked.run_no > run_no, worked.run_no <= newest, worked.line == line)
    )
    return set(connection.scalars(subjects))
