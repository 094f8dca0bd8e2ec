"""A line of business: what the evaluation must know of it, and nothing that it may not.

Approvals, appeals and projects differ in their tables and rules; queue, batches, findings, faults
and cells are the same for all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy import Row as ResultRow

from data_access.declared import Declared
from data_access.schema.base import Base

Row = Mapping[Any, Any]
Rows = Mapping[type[Base], Sequence[Row]]
"""Rows by their table."""
Standing = Mapping[type[Base], Sequence[ResultRow[Any]]]
"""What stands derived of the subjects of a batch, by table; findings and faults too."""


@dataclass(frozen=True, slots=True)
class Work:
    """What all subjects of a batch are worked with."""

    declared: Declared
    now: datetime
    run_no: int


Derive = Callable[[Sequence[Row]], Rows]
"""The derived rows of one subject, given the findings that stand of it."""
Subjects = Iterator[tuple[Row, Derive]]
"""Each subject that its source still has: its words for findings, and how it is derived."""


def nobody(_connection: Connection, _subjects: Sequence[str]) -> Collection[str]:
    """Where no subject's rules look at another subject."""
    return ()


@dataclass(frozen=True)
class Line:
    """A line of business.

    `table` names the contract table of its subjects, `subjects` selects all their keys.
    `derived` are its derived tables by the column that names the subject, findings and faults not
    among them. `behind` gives the subjects that a change of other queued things changes, and
    `looking_at` those whose rules look at the given ones: worked beside them, in the same batch.
    """

    name: str
    table: str
    subjects: Select[str]
    derived: Mapping[type[Base], str]
    read: Callable[[Connection, Sequence[str], Standing, Work], Subjects]
    behind: Callable[[Mapping[str, set[str]]], Iterable[Select[str]]]
    looking_at: Callable[[Connection, Sequence[str]], Collection[str]] = nobody
