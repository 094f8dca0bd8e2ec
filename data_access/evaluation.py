"""Work the change queue: clocks, findings and faults of every changed subject, in batches.

One batch is one transaction: it takes subjects from the queue, computes, writes what differs from
what stands and recomputes the cells it touched. A crash repeats the batch with the same result.
When much waits, the cells are left as they are and counted anew once, at the end: that they wait
stands in the queue until it is done. One runner at a time: on SQLite by the write lock, on
PostgreSQL by an advisory lock for the transaction.
"""

import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from data_access import waiting
from data_access.batches import RUNS_KEPT
from data_access.calendar import CALENDAR, load_calendar
from data_access.cells import count_aside, put_in_place, refresh, touched_cells
from data_access.declared import load_declared
from data_access.derived_rows import load_standing, put_rows, write_differences
from data_access.engine import reading, writing
from data_access.finding_rows import Fault, fault_rows, finding_rows, gone_rows
from data_access.line import Derive, Line, Row, Rows, Work
from data_access.lines import LINES
from data_access.orders.by_hand import load_by_hand
from data_access.schema import (
    DataFault,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    fault_triggers,
)
from data_access.schema.base import Base, table_of
from supervision.fault_rules import NOT_WORKED
from supervision.rules.truth import calendar_missing

log = logging.getLogger(__name__)
BATCH = 1000
ADVISORY_LOCK = 727_100
"""A number of our own for pg_try_advisory_xact_lock."""
ABOUT_CALENDAR = {
    "line": CALENDAR,
    "subject_id": CALENDAR,
    **dict.fromkeys(("subject_no", "source_code", "department_code", "item_code", "town_code"), ""),
}
"""What a finding about the calendar itself says of its subject."""


def shanghai_now() -> datetime:
    """The local wall clock, to the second."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None, microsecond=0)


def evaluate(
    engine: Engine,
    *,
    now: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Work the queue until it is empty, then the cells where they wait; the subjects done.

    Without `now` every batch takes the clock's. Another runner at work ends this one at once.
    """
    with reading(engine) as connection:  # mostly nothing waits: then nobody is kept from writing
        if waiting.is_nothing(connection):
            return 0
    done, asked_at = 0, -waiting.MUCH
    while True:
        if done >= asked_at + waiting.MUCH:
            leave_cells_when_much_waits(engine)
            asked_at = done
        batch = evaluate_batch(engine, now or shanghai_now())
        if not batch:
            break
        done += batch
        if progress:
            progress(done)
    count_waiting_cells(engine, now or shanghai_now())
    return done


def leave_cells_when_much_waits(engine: Engine) -> None:
    """Let cells wait for the end of the queue when that is cheaper than following it."""
    with writing(engine) as connection:
        if _is_only_runner(connection):
            for line in LINES.values():
                if waiting.is_much(connection, line.name, line.subjects):
                    waiting.queue_cells(connection, line.name)


def evaluate_batch(engine: Engine, now: datetime, size: int = BATCH) -> int:
    """One batch in one transaction; how many subjects it did, 0 when there was nothing to do."""
    with writing(engine) as connection:
        if not _is_only_runner(connection):
            return 0
        taken = waiting.take(connection, size)
        subjects = sum(1 if line == waiting.CALENDAR else len(taken[line]) for line in taken)
        if not subjects:
            return 0
        for line in LINES.values():
            waiting.queue_behind(connection, line.name, line.behind(taken))
        run_no = _begin_run(connection, now, subjects)
        work = Work(load_declared(connection, now.date()), now, run_no)
        for line in LINES.values():
            if worked := _worked(connection, line, taken.get(line.name, set())):
                _derive(connection, line, worked, work)
                _note_subjects(connection, line, worked, run_no)
        _forget_subjects(connection, run_no - RUNS_KEPT)
    return subjects


def _worked(connection: Connection, line: Line, taken: set[str]) -> list[str]:
    """The subjects taken, and those that look at them; of these, whoever waits is worked later."""
    if not taken:
        return []
    beside = set(line.looking_at(connection, sorted(taken))) - taken
    return sorted(taken | (beside - waiting.still_waiting(connection, line.name, beside)))


def count_waiting_cells(engine: Engine, now: datetime) -> None:
    """Count all cells of a line anew where they wait for it; till then readers see those before.

    Counted without keeping anybody from writing, then put in place at once; when another runner
    worked a batch meanwhile, the cells go on waiting.
    """
    with reading(engine) as connection:
        lines = [line for line in LINES if waiting.cells_wait(connection, line)]
    for line in lines:
        with engine.connect() as connection:
            connection.detach()  # what is counted aside goes with the connection
            with connection.begin():
                if not _is_only_runner(connection) or not waiting.cells_wait(connection, line):
                    continue
                newest = _newest_run(connection)
                count_aside(connection, line)
            connection.execution_options(writes=True)
            with connection.begin():
                if not _is_only_runner(connection) or _newest_run(connection) != newest:
                    continue
                put_in_place(connection, line, _begin_run(connection, now, 0))
                waiting.cells_are_counted(connection, line)


def queue_everything(engine: Engine) -> None:
    """Put every subject and the cells into the queue: evaluation computes all of it anew.

    Faults that others found, as imports, stay: they are counted anew.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {fault_triggers.TABLE} IN SHARE MODE"))
        for statement in fault_triggers.recount():
            connection.execute(text(statement))
        for line in LINES.values():
            waiting.queue_behind(connection, line.name, [line.subjects])
            waiting.queue_cells(connection, line.name)


def _is_only_runner(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return True
    lock = text("SELECT pg_try_advisory_xact_lock(:number)")
    return bool(connection.scalar(lock, {"number": ADVISORY_LOCK}))


def _begin_run(connection: Connection, now: datetime, subjects: int) -> int:
    run = connection.execute(insert(EvaluationRun).values(finished_at=now, subjects=subjects))
    assert run.inserted_primary_key is not None
    return int(run.inserted_primary_key[0])


def _newest_run(connection: Connection) -> int | None:
    return connection.scalar(select(func.max(EvaluationRun.run_no)))


def _note_subjects(
    connection: Connection, line: Line, subjects: Iterable[str], run_no: int
) -> None:
    """Say which subjects this batch worked."""
    rows = [{"run_no": run_no, "line": line.name, "subject_id": key} for key in subjects]
    put_rows(connection, EvaluatedSubject, rows)


def _forget_subjects(connection: Connection, run_no: int) -> None:
    """Forget the subjects of all but the newest batches."""
    worked = table_of(EvaluatedSubject)
    connection.execute(delete(worked).where(worked.c.run_no <= run_no))


def _derive(connection: Connection, line: Line, subjects: Sequence[str], work: Work) -> None:
    standing = load_standing(connection, line, subjects)
    findings = _by_subject(row._mapping for row in standing[Finding])
    by_hand = load_by_hand(connection, line.name, subjects)
    new: dict[type[Base], list[Row]] = {model: [] for model in standing}
    for words, derive in line.read(connection, subjects, standing, work):
        earlier = by_hand.undecided(findings.pop(words["subject_id"], []))
        derived = dict(_derived_or_set_aside(line, words, earlier, derive, work))
        derived[Finding] = by_hand.decided(words, derived.get(Finding, ()), work)
        for model, rows in derived.items():
            new[model].extend(rows)
    for gone in findings.values():
        new[Finding].extend(gone_rows(gone, work.now, work.run_no))
    differing = {
        model: write_differences(connection, model, standing[model], rows)
        for model, rows in new.items()
    }
    if not waiting.cells_wait(connection, line.name):
        refresh(connection, line.name, touched_cells(line.name, differing), work.run_no)


def _derived_or_set_aside(
    line: Line, words: Row, earlier: Sequence[Row], derive: Derive, work: Work
) -> Rows:
    """What is derived of a subject; where our own rules break on it, a fault in place of all that.

    So one subject does not hold up the others. Its cards stand as they are: nobody has found that
    they do not hold. The message of the error stays out of the log, it may quote what was read.
    """
    try:
        return derive(earlier)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "%s %s cannot be worked and is set aside: %s in %s, line %s",
            line.name,
            words["subject_id"],
            type(error).__name__,
            place.name,
            place.lineno,
        )
        fault = Fault(NOT_WORKED, line.table, "", type(error).__name__, True)
        return {
            Finding: [row for row in earlier if row["occurs_at"] <= work.now],
            DataFault: fault_rows(words, [fault], work.now),
        }


def check_calendar(engine: Engine, now: datetime) -> None:
    """Raise or end the finding about a calendar year that is not loaded (W107)."""
    with writing(engine) as connection:
        found = list(calendar_missing(load_calendar(connection), now))
        rows = finding_rows(ABOUT_CALENDAR, found, [], now, 0)
        connection.execute(delete(Finding).where(Finding.line == CALENDAR))
        if rows:
            connection.execute(insert(Finding), rows)


def _by_subject(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["subject_id"]].append(row)
    return grouped
