"""Work the change queue: clocks, findings and faults of every changed case, in batches.

One batch is one transaction: it takes subjects from the queue, computes, writes what is derived
and recomputes the cells it touched. A crash repeats the batch with the same result. One runner at
a time: on SQLite by the write lock, on PostgreSQL by an advisory lock for the transaction.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute

from data_access.calendar import CALENDAR, load_calendar
from data_access.cells import refresh, touched_cells
from data_access.derivation import clock_row, fault_rows, finding_rows, pause_rows, step_rows
from data_access.engine import writing
from data_access.limits import limits_of
from data_access.loading import CHUNK, Catalogue, Loaded, load_cases, load_catalogue
from data_access.schema import (
    ApprovalCase,
    CaseClock,
    ChangeQueue,
    DataFault,
    EvaluationRun,
    Finding,
    PauseClock,
    RuleThreshold,
    StepClock,
)
from data_access.schema.base import Base, table_of
from supervision.clocks import Limits, clocks_of
from supervision.rules import Clocked, findings_of
from supervision.rules.truth import calendar_missing

log = logging.getLogger(__name__)
BATCH = 1000
ADVISORY_LOCK = 727_100
"""A number of our own for pg_try_advisory_xact_lock."""

Row = Mapping[str, Any]


def shanghai_now() -> datetime:
    """The local wall clock, to the second."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None, microsecond=0)


def evaluate(
    engine: Engine,
    *,
    now: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Work the queue until it is empty; the number of subjects done.

    Without `now` every batch takes the clock's. Another runner at work ends this one at once.
    """
    done = 0
    while batch := evaluate_batch(engine, now or shanghai_now()):
        done += batch
        if progress:
            progress(done)
    return done


def evaluate_batch(engine: Engine, now: datetime, size: int = BATCH) -> int:
    """One batch in one transaction; how many subjects it did, 0 when there was nothing to do."""
    with writing(engine) as connection:
        if not _is_only_runner(connection):
            return 0
        cases, items = _take(connection, size)
        if items:
            _queue_cases_of(connection, items)
        if not cases and not items:
            return 0
        run_no = _begin_run(connection, now, len(cases) + len(items))
        if cases:
            _derive(connection, sorted(cases), now, run_no)
        return len(cases) + len(items)


def queue_everything(engine: Engine) -> None:
    """Put every case into the queue, so that evaluation computes all of it anew."""
    with writing(engine) as connection:
        connection.execute(
            insert(ChangeQueue).from_select(
                ["line", "subject_id"], select(text("'approval'"), ApprovalCase.case_id)
            )
        )


def _is_only_runner(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return True
    lock = text("SELECT pg_try_advisory_xact_lock(:number)")
    return bool(connection.scalar(lock, {"number": ADVISORY_LOCK}))


def _take(connection: Connection, size: int) -> tuple[set[str], set[str]]:
    """Take the oldest subjects, and every row of theirs that can be seen.

    Rows are deleted before the cases are read: what a deleted row stood for is visible then, and
    a row that is committed later stays for the next batch.
    """
    queue = table_of(ChangeQueue)
    oldest = connection.execute(
        select(queue.c.line, queue.c.subject_id).order_by(queue.c.change_id).limit(size)
    )
    taken: dict[str, set[str]] = defaultdict(set)
    for line, subject in oldest:
        taken[line].add(subject)
    for line, subjects in taken.items():
        for keys in _chunks(sorted(subjects)):
            connection.execute(
                delete(queue).where(queue.c.line == line, queue.c.subject_id.in_(keys))
            )
    return taken["approval"], taken["item"]


def _queue_cases_of(connection: Connection, items: Iterable[str]) -> None:
    """A changed item changes the clocks of all its cases."""
    for keys in _chunks(sorted(items)):
        of_items = select(text("'approval'"), ApprovalCase.case_id).where(
            ApprovalCase.item_code.in_(keys)
        )
        connection.execute(insert(ChangeQueue).from_select(["line", "subject_id"], of_items))


def _begin_run(connection: Connection, now: datetime, subjects: int) -> int:
    run = connection.execute(insert(EvaluationRun).values(finished_at=now, subjects=subjects))
    assert run.inserted_primary_key is not None
    return int(run.inserted_primary_key[0])


def _derive(connection: Connection, case_ids: Sequence[str], now: datetime, run_no: int) -> None:
    catalogue = load_catalogue(connection, case_ids)
    limits = limits_of(connection)
    thresholds = _thresholds(connection, now.date())
    before = _derived(connection, case_ids)
    loaded = load_cases(connection, case_ids, catalogue, now)

    clocks: list[Row] = []
    steps: list[Row] = []
    pauses: list[Row] = []
    findings: list[Row] = []
    faults: list[Row] = []
    earlier_clocks = {row["case_id"]: row for row in before[CaseClock]}
    earlier_findings = _by_subject(before[Finding])
    for one in loaded:
        faults.extend(fault_rows(one, now))
        case_id = one.row["case_id"]
        earlier = earlier_findings.pop(case_id, [])
        if one.case is None:
            findings.extend(finding_rows(one, [], earlier, None, now, run_no))
            continue
        clocked = _clocked(one, limits, thresholds, catalogue)
        clock = clock_row(one, clocked, run_no)
        clocks.append(clock)
        steps.extend(step_rows(clock, clocked.clocks))
        pauses.extend(pause_rows(clocked))
        found = findings_of(clocked)
        old = earlier_clocks.get(case_id)
        findings.extend(finding_rows(one, found, earlier, (old, clock), now, run_no))
    for gone in earlier_findings.values():  # deleted at its source: what occurred stays, withdrawn
        findings.extend(finding_rows(None, [], gone, None, now, run_no))

    _replace(connection, CaseClock, CaseClock.case_id, case_ids, clocks)
    _replace(connection, StepClock, StepClock.case_id, case_ids, steps)
    _replace(connection, PauseClock, PauseClock.case_id, case_ids, pauses)
    _replace(connection, Finding, Finding.subject_id, case_ids, findings)
    _replace(connection, DataFault, DataFault.subject_id, case_ids, faults)
    touched = touched_cells(
        (*before[CaseClock], *clocks), (*before[StepClock], *steps), (*before[Finding], *findings)
    )
    refresh(connection, touched, run_no)


def _clocked(
    one: Loaded, limits: Limits, thresholds: Mapping[str, float], catalogue: Catalogue
) -> Clocked:
    assert one.case is not None
    clocks = clocks_of(one.case, limits)
    return Clocked(one.case, clocks, limits, thresholds, catalogue.step_rules)


def _derived(connection: Connection, case_ids: Sequence[str]) -> dict[Any, list[Row]]:
    """What stands derived of these cases now."""
    keys = {
        CaseClock: CaseClock.case_id,
        StepClock: StepClock.case_id,
        Finding: Finding.subject_id,
    }
    standing: dict[Any, list[Row]] = {model: [] for model in keys}
    for model, key in keys.items():
        for chunk in _chunks(case_ids):
            statement = select(table_of(model)).where(key.in_(chunk))
            if model is Finding:
                statement = statement.where(Finding.line == "approval")
            standing[model].extend(dict(row) for row in connection.execute(statement).mappings())
    return standing


def _replace(
    connection: Connection,
    model: type[Base],
    key: InstrumentedAttribute[str],
    case_ids: Sequence[str],
    rows: Sequence[Row],
) -> None:
    table = table_of(model)
    for chunk in _chunks(case_ids):
        statement = delete(table).where(key.in_(chunk))
        if "line" in table.c:
            statement = statement.where(table.c.line == "approval")
        connection.execute(statement)
    if rows:
        connection.execute(insert(table), list(rows))


def _thresholds(connection: Connection, today: date) -> dict[str, float]:
    """The numbers in force today, as RULE.name."""
    rows = connection.execute(
        select(RuleThreshold.rule, RuleThreshold.name, RuleThreshold.value)
        .where(RuleThreshold.valid_from <= today)
        .order_by(RuleThreshold.valid_from)
    )
    return {f"{rule}.{name}": value for rule, name, value in rows}


def check_calendar(engine: Engine, now: datetime) -> None:
    """Raise or end the finding about a calendar year that is not loaded (W107)."""
    with writing(engine) as connection:
        found = list(calendar_missing(load_calendar(connection), now))
        rows = finding_rows(None, found, [], None, now, 0, line=CALENDAR, subject=CALENDAR)
        connection.execute(delete(Finding).where(Finding.line == CALENDAR))
        if rows:
            connection.execute(insert(Finding), rows)


def _by_subject(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["subject_id"]].append(row)
    return grouped


def _chunks(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
