"""What waits for the evaluation: subjects that changed, what was declared anew, and the cells.

The queue is the memory of the evaluation: what stands in it is done by the next run, whatever
happened to the one before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Select, delete, func, insert, literal, select

from data_access.many_keys import as_parameter, is_among
from data_access.schema import ChangeQueue
from data_access.schema.base import table_of

ITEM, DEPARTMENT = "item", "department"
CALENDAR, THRESHOLD, CELLS = "calendar", "threshold", "cells"

MUCH = 10_000
MUCH_SHARE = 4
"""When ten thousand subjects wait and every fourth that is stored, counting all cells once is
cheaper than those that each batch touches: a rebuild costs a fifth of that a stored subject."""

_queue = table_of(ChangeQueue)
_NAMES = ["line", "subject_id"]


def is_nothing(connection: Connection) -> bool:
    """Whether nothing waits, neither subjects nor cells."""
    return connection.scalar(select(_queue.c.line).limit(1)) is None


def take(connection: Connection, size: int) -> dict[str, set[str]]:
    """Take the oldest subjects, and every row of theirs that can be seen: by line.

    Rows are deleted before the cases are read: what a deleted row stood for is visible then, and
    a row that is committed later stays for the next batch.
    """
    oldest = connection.execute(
        select(_queue.c.line, _queue.c.subject_id)
        .where(_queue.c.line != CELLS)
        .order_by(_queue.c.change_id)
        .limit(size)
    )
    taken: dict[str, set[str]] = defaultdict(set)
    for line, subject in oldest:
        taken[line].add(subject)
    if CALENDAR in taken:  # a year that is announced comes as hundreds of days, worked as one
        taken[CALENDAR] = _all_of(connection, CALENDAR)
    for line, subjects in taken.items():
        taken_rows = is_among(_queue.c.subject_id, connection.dialect.name)
        connection.execute(
            delete(_queue).where(_queue.c.line == line, taken_rows),
            {"keys": as_parameter(subjects, connection.dialect.name)},
        )
    return taken


def _all_of(connection: Connection, line: str) -> set[str]:
    return set(connection.scalars(select(_queue.c.subject_id).where(_queue.c.line == line)))


def queue_cells(connection: Connection, line: str) -> None:
    """Let all cells of a line be counted anew once nothing waits; till then batches leave them."""
    if not cells_wait(connection, line):
        connection.execute(insert(ChangeQueue).values(line=CELLS, subject_id=line))


def cells_wait(connection: Connection, line: str) -> bool:
    """Whether history of a line is still that of before: its cells wait to be counted anew."""
    waits = select(_queue.c.line).where(_queue.c.line == CELLS, _queue.c.subject_id == line)
    return connection.scalar(waits.limit(1)) is not None


def cells_are_counted(connection: Connection, line: str) -> None:
    """Take the cells of a line out of the queue."""
    connection.execute(delete(_queue).where(_queue.c.line == CELLS, _queue.c.subject_id == line))


def is_much(connection: Connection, line: str, subjects: Select[str]) -> bool:
    """Whether so many subjects wait that the cells are better counted once, at the end."""
    if _waiting(connection, line, MUCH) < MUCH:
        return False
    stored = connection.scalar(select(func.count()).select_from(subjects.subquery())) or 0
    enough = stored // MUCH_SHARE
    return _waiting(connection, line, enough) >= enough


def _waiting(connection: Connection, line: str, most: int) -> int:
    """How many different subjects of a line wait, `most` at most."""
    waiting = select(_queue.c.subject_id).where(_queue.c.line == line).distinct().limit(most)
    return connection.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def still_waiting(connection: Connection, line: str, subjects: Collection[str]) -> set[str]:
    """Those of these subjects of a line that stand in the queue."""
    if not subjects:
        return set()
    dialect = connection.dialect.name
    waits = select(_queue.c.subject_id).where(
        _queue.c.line == line, is_among(_queue.c.subject_id, dialect)
    )
    return set(connection.scalars(waits, {"keys": as_parameter(subjects, dialect)}))


def queue_behind(connection: Connection, line: str, subjects: Iterable[Select[str]]) -> None:
    """Queue subjects of a line."""
    for keys in subjects:
        found = keys.add_columns(literal(line)).subquery()
        rows = select(found.c[1], found.c[0])
        connection.execute(insert(ChangeQueue).from_select(_NAMES, rows))
