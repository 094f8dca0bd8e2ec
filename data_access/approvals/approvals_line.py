"""Approvals as a line of business: from a case of the contract to its derived rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial

from sqlalchemy import Connection, Select, or_, select

from data_access.approvals.derivation import (
    LINE,
    case_finding_rows,
    clock_row,
    pause_rows,
    step_rows,
    subject_words,
)
from data_access.approvals.loading import (
    CaseRows,
    Catalogue,
    facts_from,
    load_catalogue,
    read_cases,
)
from data_access.approvals.rating_rows import load_ratings, rating_rows
from data_access.finding_rows import DELETED_REASON, Fault, fault_rows, finding_rows
from data_access.line import Line, Row, Rows, Standing, Subjects, Work
from data_access.schema import (
    ApprovalCase,
    CaseClock,
    DataFault,
    Finding,
    PauseClock,
    RatingClock,
    StepClock,
)
from data_access.waiting import CALENDAR, DEPARTMENT, ITEM, THRESHOLD
from supervision.clocks import clocks_of
from supervision.ratings import RatedCase, Rating, follow_ups, not_followed_up
from supervision.rules import Clocked, findings_of

ALL_ITEMS = ""
"""The item of a rule about steps that holds for every item."""
_LIMITS = (
    CaseClock.promised_due_at,
    CaseClock.promised_lawful_due_at,
    CaseClock.promised_raw_due_at,
    CaseClock.statutory_due_at,
    CaseClock.acceptance_due_at,
    CaseClock.delivery_due_at,
)


def _read(
    connection: Connection, case_ids: Sequence[str], standing: Standing, work: Work
) -> Subjects:
    cases = read_cases(connection, case_ids)
    catalogue = load_catalogue(connection, cases, work.declared.register)
    clocks = {row.case_id: row._mapping for row in standing[CaseClock]}
    faults: dict[str, list[Fault]] = {}
    ratings = load_ratings(connection, case_ids, faults, work.now)
    for rows in cases:
        words = subject_words(rows.case)
        case_id = words["subject_id"]
        rated = ratings.get(case_id, []), faults.get(case_id, [])
        yield words, partial(_derived, words, rows, rated, clocks.get(case_id), catalogue, work)


def _derived(
    words: Row,
    rows: CaseRows,
    rated: tuple[list[Rating], list[Fault]],
    before: Row | None,
    catalogue: Catalogue,
    work: Work,
    earlier: Sequence[Row],
) -> Rows:
    """The derived rows of one case."""
    now, run_no = work.now, work.run_no
    one = facts_from(rows, catalogue, now)
    ratings, rating_faults = rated
    faults = fault_rows(words, [*one.faults, *rating_faults], now)
    if one.case is None:
        withdrawn = finding_rows(words, (), earlier, now, run_no, DELETED_REASON)
        return {Finding: withdrawn, DataFault: faults}
    limits, thresholds = work.declared.limits, work.declared.thresholds
    clocks = clocks_of(one.case, limits)
    step_rules = catalogue.register.step_rules
    clocked = Clocked(one.case, clocks, limits, thresholds, step_rules)
    clock = clock_row(one, clocked, run_no)
    followed = follow_ups(ratings, limits, thresholds)
    found = [*findings_of(clocked), *not_followed_up(RatedCase(followed, clock["officer"]))]
    return {
        CaseClock: [clock],
        StepClock: step_rows(clock, clocks),
        PauseClock: pause_rows(clocked),
        RatingClock: rating_rows(clock, followed),
        Finding: case_finding_rows(words, found, earlier, (before, clock), now, run_no),
        DataFault: faults,
    }


def _behind(taken: Mapping[str, set[str]]) -> Iterable[Select[str]]:
    """The cases that a change of what is declared changes."""
    items, departments = taken.get(ITEM, set()), taken.get(DEPARTMENT, set())
    if THRESHOLD in taken or ALL_ITEMS in items:
        yield APPROVALS.subjects
        return
    if items:
        yield select(ApprovalCase.case_id).where(ApprovalCase.item_code.in_(items))
    if departments:
        yield select(CaseClock.case_id).where(CaseClock.department_code.in_(departments))
    if CALENDAR in taken:
        days = [date.fromisoformat(day) for day in taken[CALENDAR]]
        yield _spanning(min(days), max(days))


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


APPROVALS = Line(
    name=LINE,
    table=ApprovalCase.__tablename__,
    subjects=select(ApprovalCase.case_id),
    derived=dict.fromkeys((CaseClock, StepClock, PauseClock, RatingClock), "case_id"),
    read=_read,
    behind=_behind,
)
