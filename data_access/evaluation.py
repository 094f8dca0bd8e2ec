"""Work the change queue: clocks, findings and faults of every changed case, in batches.

One batch is one transaction: it takes subjects from the queue, computes, writes what differs from
what stands and recomputes the cells it touched. A crash repeats the batch with the same result.
When much waits, the cells are left as they are and counted anew once, at the end: that they wait
stands in the queue until it is done. One runner at a time: on SQLite by the write lock, on
PostgreSQL by an advisory lock for the transaction.
"""

import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from data_access import waiting
from data_access.calendar import load_calendar
from data_access.cells import count_aside, put_in_place, refresh, touched_cells
from data_access.declared import (
    Declared,
    limits_still_standing,
    load_declared,
    remember_limits,
)
from data_access.derivation import clock_row, fault_rows, finding_rows, set_aside_row, step_rows
from data_access.derived_rows import load_standing, put_rows, write_differences
from data_access.engine import writing
from data_access.loading import (
    CaseRows,
    Catalogue,
    facts_from,
    load_catalogue,
    read_cases,
)
from data_access.schema import (
    CaseClock,
    DataFault,
    EvaluatedSubject,
    EvaluationRun,
    Finding,
    StepClock,
)
from data_access.schema.base import table_of
from supervision.clocks import clocks_of
from supervision.rules import Clocked, findings_of
from supervision.rules.truth import calendar_missing

log = logging.getLogger(__name__)
BATCH = 1000
RUNS_KEPT = 50
"""Batches of which it is known what they worked: readers who come later read all anew."""
ADVISORY_LOCK = 727_100
"""A number of our own for pg_try_advisory_xact_lock."""

Row = Mapping[Any, Any]


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
    """Let the cells wait for the end of the queue when that is cheaper than following it."""
    with writing(engine) as connection:
        if _is_only_runner(connection) and waiting.is_much(connection):
            waiting.queue_cells(connection)


def evaluate_batch(engine: Engine, now: datetime, size: int = BATCH) -> int:
    """One batch in one transaction; how many subjects it did, 0 when there was nothing to do."""
    with writing(engine) as connection:
        if not _is_only_runner(connection):
            return 0
        taken = waiting.take(connection, size)
        subjects = sum(1 if line == waiting.CALENDAR else len(taken[line]) for line in taken)
        if not subjects:
            return 0
        waiting.queue_cases_behind(connection, taken)
        run_no = _begin_run(connection, now, subjects)
        cases = sorted(taken[waiting.APPROVAL])
        is_same = waiting.CALENDAR not in taken
        limits = limits_still_standing(engine, run_no) if is_same else None
        declared = load_declared(connection, now.date(), limits)
        if cases:
            _derive(connection, cases, declared, now, run_no)
            _note_subjects(connection, cases, run_no)
    remember_limits(engine, run_no, declared.limits)
    return subjects


def count_waiting_cells(engine: Engine, now: datetime) -> None:
    """Count all cells anew where they wait for it; readers see those of before until it is done.

    Counted without keeping anybody from writing, then put in place at once; when another runner
    worked a batch meanwhile, the cells go on waiting.
    """
    with engine.connect() as connection:
        connection.detach()  # what is counted aside goes with the connection
        with connection.begin():
            if not _is_only_runner(connection) or not waiting.cells_wait(connection):
                return
            newest = _newest_run(connection)
            count_aside(connection)
        connection.execution_options(writes=True)
        with connection.begin():
            if not _is_only_runner(connection) or _newest_run(connection) != newest:
                return
            put_in_place(connection, _begin_run(connection, now, 0))
            waiting.cells_are_counted(connection)


def queue_everything(engine: Engine) -> None:
    """Put every case and the cells into the queue, so that evaluation computes all of it anew."""
    with writing(engine) as connection:
        waiting.queue_everything(connection)


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


def _note_subjects(connection: Connection, case_ids: Iterable[str], run_no: int) -> None:
    """Say which subjects this batch worked, and forget those of all but the newest batches."""
    worked = table_of(EvaluatedSubject)
    put_rows(
        connection,
        EvaluatedSubject,
        [
            {"run_no": run_no, "line": waiting.APPROVAL, "subject_id": case_id}
            for case_id in case_ids
        ],
    )
    connection.execute(delete(worked).where(worked.c.run_no <= run_no - RUNS_KEPT))


@dataclass(slots=True)
class _Work:
    """What all cases of a batch are worked with."""

    declared: Declared
    catalogue: Catalogue
    now: datetime
    run_no: int


@dataclass(slots=True)
class _Derived:
    """The derived rows of one case."""

    clock: Row | None = None
    steps: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    faults: Sequence[Row] = ()


def _derive(
    connection: Connection,
    case_ids: Sequence[str],
    declared: Declared,
    now: datetime,
    run_no: int,
) -> None:
    standing = load_standing(connection, case_ids)
    cases = read_cases(connection, case_ids)
    catalogue = load_catalogue(connection, cases, declared.register)
    work = _Work(declared, catalogue, now, run_no)
    clocks = {row.case_id: row._mapping for row in standing[CaseClock]}
    findings = _by_subject(row._mapping for row in standing[Finding])
    derived = []
    for rows in cases:
        case_id = rows.case["case_id"]
        earlier = findings.pop(case_id, [])
        derived.append(_derived_or_set_aside(rows, earlier, clocks.get(case_id), work))
    for gone in findings.values():  # deleted at its source: what occurred stays, withdrawn
        derived.append(_Derived(findings=finding_rows(None, [], gone, None, now, run_no)))

    new: dict[type[Any], list[Row]] = {
        CaseClock: [one.clock for one in derived if one.clock is not None],
        StepClock: [row for one in derived for row in one.steps],
        Finding: [row for one in derived for row in one.findings],
        DataFault: [row for one in derived for row in one.faults],
    }
    differing = {
        model: write_differences(connection, model, standing[model], rows)
        for model, rows in new.items()
    }
    if not waiting.cells_wait(connection):
        touched = touched_cells(differing[CaseClock], differing[StepClock], differing[Finding])
        refresh(connection, touched, run_no)


def _derived_or_set_aside(
    rows: CaseRows, earlier: Sequence[Row], clock: Row | None, work: _Work
) -> _Derived:
    """What is derived of a case; where our own rules break on it, a fault in place of all that.

    So one case does not hold up the others. Its cards stand as they are: nobody has found that
    they do not hold. The message of the error stays out of the log, it may quote what was read.
    """
    try:
        return _derived(rows, earlier, clock, work)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "case %s cannot be worked and is set aside: %s in %s, line %s",
            rows.case["case_id"],
            type(error).__name__,
            place.name,
            place.lineno,
        )
        return _Derived(
            findings=[row for row in earlier if row["occurs_at"] <= work.now],
            faults=[set_aside_row(rows.case, error, work.now)],
        )


def _derived(
    rows: CaseRows, earlier: Sequence[Row], clock_before: Row | None, work: _Work
) -> _Derived:
    now, run_no = work.now, work.run_no
    one = facts_from(rows, work.catalogue, now)
    faults = fault_rows(one, now)
    if one.case is None:
        return _Derived(findings=finding_rows(one, [], earlier, None, now, run_no), faults=faults)
    declared = work.declared
    clocks = clocks_of(one.case, declared.limits)
    clocked = Clocked(
        one.case,
        clocks,
        declared.limits,
        declared.thresholds,
        declared.register.step_rules,
    )
    clock = clock_row(one, clocked, run_no)
    found = finding_rows(one, findings_of(clocked), earlier, (clock_before, clock), now, run_no)
    return _Derived(clock, step_rows(clock, clocks), found, faults)


def check_calendar(engine: Engine, now: datetime) -> None:
    """Raise or end the finding about a calendar year that is not loaded (W107)."""
    with writing(engine) as connection:
        found = list(calendar_missing(load_calendar(connection), now))
        rows = finding_rows(None, found, [], None, now, 0, line="calendar", subject="calendar")
        connection.execute(delete(Finding).where(Finding.line == "calendar"))
        if rows:
            connection.execute(insert(Finding), rows)


def _by_subject(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["subject_id"]].append(row)
    return grouped
