"""What waits for the evaluation: subjects that changed, what was declared anew, and the cells.

The queue is the memory of the evaluation: what stands in it is done by the next run, whatever
happened to the one before.
"""

from collections import defaultdict
from datetime import date, datetime, time

from sqlalchemy import (
    Connection,
    Select,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)

from data_access.many_keys import as_parameter, is_among
from data_access.schema import ApprovalCase, CaseClock, ChangeQueue, Finding, StepClock
from data_access.schema.base import table_of

APPROVAL, ITEM, DEPARTMENT = "approval", "item", "department"
CALENDAR, THRESHOLD, CELLS = "calendar", "threshold", "cells"
ALL_ITEMS = ""
"""The item of a rule about steps that holds for every item."""

MUCH = 10_000
MUCH_SHARE = 4
"""When ten thousand cases wait and every fourth that is stored, counting all cells once is cheaper
than counting those that each batch touches: a rebuild costs a fifth of that a stored case."""

_queue = table_of(ChangeQueue)
_NAMES = ["line", "subject_id"]
_LIMITS = (
    CaseClock.promised_due_at,
    CaseClock.promised_lawful_due_at,
    CaseClock.promised_raw_due_at,
    CaseClock.statutory_due_at,
    CaseClock.acceptance_due_at,
    CaseClock.delivery_due_at,
)


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


def queue_everything(connection: Connection) -> None:
    """Put every case into the queue, and the cells behind them."""
    _queue_cases(connection, select(ApprovalCase.case_id))
    queue_cells(connection)


def queue_cells(connection: Connection) -> None:
    """Let all cells be counted anew once no subject waits; until then batches leave them alone."""
    if not cells_wait(connection):
        connection.execute(insert(ChangeQueue).values(line=CELLS, subject_id=CELLS))


def cells_wait(connection: Connection) -> bool:
    """Whether history is still that of before: the cells wait to be counted anew."""
    waits = select(_queue.c.line).where(_queue.c.line == CELLS).limit(1)
    return connection.scalar(waits) is not None


def cells_are_counted(connection: Connection) -> None:
    """Take the cells out of the queue."""
    connection.execute(delete(_queue).where(_queue.c.line == CELLS))


def is_much(connection: Connection) -> bool:
    """Whether so many cases wait that their cells are better counted once, at the end."""
    if _waiting(connection, MUCH) < MUCH:
        return False
    stored = connection.scalar(select(func.count()).select_from(ApprovalCase)) or 0
    enough = stored // MUCH_SHARE
    return _waiting(connection, enough) >= enough


def _waiting(connection: Connection, most: int) -> int:
    """How many different cases wait, `most` at most."""
    cases = select(_queue.c.subject_id).where(_queue.c.line == APPROVAL).distinct().limit(most)
    return connection.scalar(select(func.count()).select_from(cases.subquery())) or 0


def queue_cases_behind(connection: Connection, taken: dict[str, set[str]]) -> None:
    """Queue the cases that a change of what is declared changes."""
    items, departments = taken.get(ITEM, set()), taken.get(DEPARTMENT, set())
    if THRESHOLD in taken or ALL_ITEMS in items:
        _queue_cases(connection, select(ApprovalCase.case_id))
        return
    if items:
        _queue_cases(
            connection, select(ApprovalCase.case_id).where(ApprovalCase.item_code.in_(items))
        )
    if departments:
        of_departments = CaseClock.department_code.in_(departments)
        _queue_cases(connection, select(CaseClock.case_id).where(of_departments))
    if CALENDAR in taken:
        days = [date.fromisoformat(day) for day in taken[CALENDAR]]
        _queue_cases(connection, _spanning(min(days), max(days)))


def _queue_cases(connection: Connection, case_ids: Select[str]) -> None:
    cases = case_ids.add_columns(literal(APPROVAL)).subquery()
    rows = select(cases.c[1], cases.c[0])
    connection.execute(insert(ChangeQueue).from_select(_NAMES, rows))


def _spanning(first: date, last: date) -> Select[str]:
    """The cases with a clock that runs on any of these days, or may.

    Up to the end of the last year: with its first day a year is published, and the limits that
    reach into it are no longer provisional.
    """
    since = datetime.combine(first, time.min)
    until = datetime.combine(date(last.year, 12, 31), time.max.replace(microsecond=0))
    begins = or_(
        CaseClock.received_at <= until,
        ApprovalCase.precheck_submitted_at <= until,
        CaseClock.case_id.in_(select(StepClock.case_id).where(StepClock.started_at <= until)),
    )
    reaches = or_(
        CaseClock.closed_at.is_(None),
        *(moment >= since for moment in (CaseClock.closed_at, *_LIMITS)),
        CaseClock.case_id.in_(select(StepClock.case_id).where(StepClock.due_at >= since)),
        CaseClock.case_id.in_(select(Finding.subject_id).where(Finding.ends_at >= since)),
    )
    return (
        select(CaseClock.case_id)
        .join(ApprovalCase, ApprovalCase.case_id == CaseClock.case_id)
        .where(begins, reaches)
    )
