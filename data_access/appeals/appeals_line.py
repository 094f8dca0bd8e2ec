"""Appeals as a line of business: from an appeal of the contract to its derived rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection, Select, or_, select

from data_access.appeals.appeal_derivation import LINE, clock_rows, stay_rows, subject_words
from data_access.appeals.appeal_loading import LoadedAppeal, load_appeal_catalogue, load_appeals
from data_access.appeals.appeal_neighbours import appeals_that_look_at
from data_access.finding_rows import DELETED_REASON, fault_rows, finding_rows
from data_access.line import Line, Row, Rows, Standing, Subjects, Work
from data_access.schema import (
    Appeal,
    AppealCategory,
    AppealClock,
    AppealStay,
    DataFault,
    Finding,
)
from data_access.waiting import CALENDAR, DEPARTMENT, THRESHOLD
from supervision.appeals.clocks import clocks_of
from supervision.appeals.rules import ClockedAppeal, findings_of

CLASS, CATEGORY = "appeal_class", "appeal_category"
AFTERWARDS = timedelta(days=30)
"""Findings that wait for something after a limit or an answer come within this time."""


def _read(
    connection: Connection, appeal_ids: Sequence[str], _standing: Standing, work: Work
) -> Subjects:
    catalogue = load_appeal_catalogue(connection)
    for one in load_appeals(connection, appeal_ids, catalogue, work.now):
        yield subject_words(one), partial(_derived, one, work)


def _derived(one: LoadedAppeal, work: Work, earlier: Sequence[Row]) -> Rows:
    """The derived rows of one appeal."""
    words, now, run_no = subject_words(one), work.now, work.run_no
    faults = fault_rows(words, one.faults, now)
    if one.appeal is None:
        withdrawn = finding_rows(words, (), earlier, now, run_no, DELETED_REASON)
        return {Finding: withdrawn, DataFault: faults}
    limits, thresholds = work.declared.limits, work.declared.thresholds
    clocks = clocks_of(one.appeal, limits)
    found = findings_of(ClockedAppeal(one.appeal, clocks, limits, thresholds))
    return {
        AppealClock: clock_rows(one, clocks, run_no),
        AppealStay: stay_rows(one, clocks),
        Finding: finding_rows(words, found, earlier, now, run_no),
        DataFault: faults,
    }


def _behind(taken: Mapping[str, set[str]]) -> Iterable[Select[str]]:
    """The appeals that a change of what is declared changes."""
    if THRESHOLD in taken:
        yield APPEALS.subjects
        return
    if classes := taken.get(CLASS):
        of_class = select(AppealCategory.category_code).where(
            AppealCategory.class_code.in_(classes)
        )
        yield select(Appeal.appeal_id).where(
            or_(Appeal.class_code.in_(classes), Appeal.category_code.in_(of_class))
        )
    if categories := taken.get(CATEGORY):
        yield select(Appeal.appeal_id).where(Appeal.category_code.in_(categories))
    if departments := taken.get(DEPARTMENT):
        yield select(Appeal.appeal_id).where(Appeal.department_code.in_(departments))
    if CALENDAR in taken:
        days = [date.fromisoformat(day) for day in taken[CALENDAR]]
        yield _spanning(min(days), max(days))


def _spanning(first: date, last: date) -> Select[str]:
    """The appeals with a clock that runs on any of these days, or may: to the end of the year."""
    since = datetime.combine(first, time.min) - AFTERWARDS
    until = datetime.combine(date(last.year, 12, 31), time.max.replace(microsecond=0))
    moments = (
        *(AppealClock.answered_at, AppealClock.contact_due_at, AppealClock.reply_due_at),
        *(AppealClock.due_at, AppealClock.raw_due_at),
    )
    waits_to_be_signed = select(AppealStay.appeal_id).where(AppealStay.due_at >= since)
    reaches = or_(
        AppealClock.answered_at.is_(None),
        *(moment >= since for moment in moments),
        AppealClock.appeal_id.in_(waits_to_be_signed),
        AppealClock.appeal_id.in_(
            select(Finding.subject_id).where(Finding.line == LINE, Finding.ends_at >= since)
        ),
    )
    spanning = select(AppealClock.appeal_id).where(AppealClock.opened_at <= until, reaches)
    return spanning.distinct()


APPEALS = Line(
    name=LINE,
    table=Appeal.__tablename__,
    subjects=select(Appeal.appeal_id),
    derived={AppealClock: "appeal_id", AppealStay: "appeal_id"},
    read=_read,
    behind=_behind,
    looking_at=appeals_that_look_at,
)
