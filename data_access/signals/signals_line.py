"""Public signals as a line of business: a row each, with its limit, and what its rules find."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial

from sqlalchemy import Connection, Select, select

from data_access.finding_rows import DELETED_REASON, fault_rows, finding_rows
from data_access.line import Line, Row, Rows, Standing, Subjects, Work
from data_access.schema import DataFault, Finding, PublicSignal, SignalClock
from data_access.signals.signal_neighbours import signals_that_look_at
from data_access.signals.signal_rows import LINE, LoadedSignal, load_signals, subject_words
from data_access.waiting import CALENDAR, THRESHOLD
from supervision.signal_rules import RULES, ClockedSignal, findings_of


def _read(
    connection: Connection, signal_ids: Sequence[str], _standing: Standing, work: Work
) -> Subjects:
    for one in load_signals(connection, signal_ids, work.now):
        yield subject_words(one), partial(_derived, one, work)


def _derived(one: LoadedSignal, work: Work, earlier: Sequence[Row]) -> Rows:
    """The derived rows of one signal."""
    words, now, run_no = subject_words(one), work.now, work.run_no
    faults = fault_rows(words, one.faults, now)
    if one.signal is None or one.clock is None:
        withdrawn = finding_rows(words, (), earlier, now, run_no, DELETED_REASON)
        return {Finding: withdrawn, DataFault: faults}
    declared = work.declared
    found = findings_of(ClockedSignal(one.signal, declared.limits, declared.thresholds))
    return {
        SignalClock: [one.clock | {"run_no": run_no}],
        Finding: finding_rows(words, found, earlier, now, run_no),
        DataFault: faults,
    }


def _behind(taken: Mapping[str, set[str]]) -> Iterable[Select[str]]:
    """The signals that a change of what is declared changes: limits are in natural days."""
    if RULES.keys() & taken.get(THRESHOLD, set()):
        yield SIGNALS.subjects
    elif CALENDAR in taken:
        days = [date.fromisoformat(day) for day in taken[CALENDAR]]
        yield _answered_within(min(days), max(days))


def _answered_within(first: date, last: date) -> Select[str]:
    """The signals with a finding whose ten working days to answer hold any of these days."""
    since = datetime.combine(first, time.min)
    until = datetime.combine(date(last.year, 12, 31), time.max.replace(microsecond=0))
    statement = select(Finding.subject_id).where(
        Finding.line == LINE,
        Finding.occurs_at <= until,
        Finding.ends_at >= since,
    )
    return statement.distinct()


SIGNALS = Line(
    name=LINE,
    table=PublicSignal.__tablename__,
    subjects=select(PublicSignal.signal_id),
    derived={SignalClock: "signal_id"},
    read=_read,
    behind=_behind,
    looking_at=signals_that_look_at,
)
