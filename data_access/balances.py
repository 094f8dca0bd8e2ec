"""The balance of each line: every row of the shared tables is shown, set aside, or waits.

To count millions of rows takes seconds. So the evaluation counts them now and then, in its own
time, and screens show what it found with the moment at which it looked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Select, delete, distinct, func, insert, select

from data_access.access.row_security import seeing_everything
from data_access.batches import newest_batch
from data_access.engine import reading, writing
from data_access.lines import LINES
from data_access.schema import ChangeQueue, DataFault, LineBalance
from data_access.schema.base import table_of
from supervision.scope import Scope

ADVISORY_LOCK = 727_101
"""A number of our own for pg_advisory_xact_lock, beside that of the evaluation."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Balance:
    """What became of what stands in the shared tables: read = shown + quarantined + waiting."""

    counted_at: datetime
    read: int
    shown: int
    quarantined: int
    waiting: int

    @property
    def difference(self) -> int:
        """Rows that nobody can account for; anything but zero is a fault of this system."""
        return self.read - self.shown - self.quarantined - self.waiting

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            min(self.counted_at, other.counted_at),
            self.read + other.read,
            self.shown + other.shown,
            self.quarantined + other.quarantined,
            self.waiting + other.waiting,
        )


def balances(connection: Connection, scope: Scope, *, as_of: datetime) -> dict[str, Balance]:
    """The balance of each line as last counted, by its name, whatever the scope and the moment.

    Empty before the evaluation has counted for the first time.
    """
    del scope, as_of
    found = {row.line: row for row in connection.execute(select(table_of(LineBalance)))}
    names = ("counted_at", "read", "shown", "quarantined", "waiting")
    return {
        line: Balance(*(getattr(found[line], name) for name in names))
        for line in LINES
        if line in found
    }


def count_balances(engine: Engine, now: datetime) -> None:
    """Count every line anew for the screens, where anything may be other than it was.

    Within the hour nothing is where no batch was worked and nothing waits. Counting keeps nobody
    from writing; of two who count at once the later batch stays.
    """
    with reading(engine) as connection:
        newest = newest_batch(connection).run_no
        if _is_good(connection, newest, now):
            return
        counted = [count_balance(connection, line, now) for line in LINES]
    rows = [
        {"line": line, "run_no": newest, **vars(balance)}
        for line, balance in zip(LINES, counted, strict=True)
    ]
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # SQLite has one writer at a time by itself
            connection.execute(select(func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        if (connection.scalar(select(func.max(LineBalance.run_no))) or 0) > newest:
            return
        connection.execute(delete(LineBalance))
        connection.execute(insert(LineBalance), rows)


def _is_good(connection: Connection, newest: int, now: datetime) -> bool:
    """Whether what was counted last needs no counting again."""
    known = select(
        func.count(), func.min(LineBalance.run_no), func.min(LineBalance.counted_at)
    ).select_from(LineBalance)
    lines, counted_to, counted_at = connection.execute(known).one()
    if lines != len(LINES) or counted_to != newest or now - counted_at >= HOUR:
        return False
    return connection.scalar(select(ChangeQueue.line).limit(1)) is None


def count_balance(connection: Connection, line: str, now: datetime) -> Balance:
    """The balance of all subjects of a line, from their rows: no row is lost between views.

    Waiting are subjects that no evaluation has seen yet; a changed one that was seen before counts
    as it was, and one deleted since no longer counts as shown.
    """
    left_out = _quarantined(line)
    subject = LINES[line].subjects.selected_columns[0]
    model, key = next(iter(LINES[line].derived.items()))
    shown = table_of(model).c[key]
    changed = (
        select(func.count(distinct(ChangeQueue.subject_id)))
        .outerjoin(subject.table, subject == ChangeQueue.subject_id)
        .outerjoin(shown.table, shown == ChangeQueue.subject_id)
        .where(ChangeQueue.line == line)
    )
    new = changed.where(
        subject.is_not(None), shown.is_(None), ChangeQueue.subject_id.not_in(left_out)
    )
    gone = changed.where(subject.is_(None), shown.is_not(None))
    is_key = len(shown.table.primary_key) == 1
    rows = select(func.count(shown if is_key else distinct(shown)))
    with seeing_everything(connection):  # numbers of rows, and no row may be missing from them
        return Balance(
            counted_at=now,
            read=_number(connection, select(func.count(subject))),
            shown=_number(connection, rows) - _number(connection, gone),
            quarantined=_number(connection, select(func.count()).select_from(left_out.subquery())),
            waiting=_number(connection, new),
        )


def _quarantined(line: str) -> Select[str]:
    return (
        select(DataFault.subject_id)
        .where(DataFault.line == line, DataFault.is_quarantined)
        .distinct()
    )


def _number(connection: Connection, statement: Select[int]) -> int:
    return connection.scalar(statement) or 0
