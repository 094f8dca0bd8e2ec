"""Public signals as a line of business: a row each, with its limit; no rule is about them."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, select

from data_access.finding_rows import fault_rows
from data_access.line import Line, Row, Rows, Standing, Subjects, Work
from data_access.schema import DataFault, PublicSignal, SignalClock
from data_access.signal_rows import LINE, LoadedSignal, load_signals, subject_words


def _read(
    connection: Connection, signal_ids: Sequence[str], _standing: Standing, work: Work
) -> Subjects:
    for one in load_signals(connection, signal_ids, work.now):
        yield subject_words(one), partial(_derived, one, work)


def _derived(one: LoadedSignal, work: Work, _earlier: Sequence[Row]) -> Rows:
    """The derived row of one signal."""
    clocks = [] if one.clock is None else [one.clock | {"run_no": work.run_no}]
    return {SignalClock: clocks, DataFault: fault_rows(subject_words(one), one.faults, work.now)}


SIGNALS = Line(
    name=LINE,
    table=PublicSignal.__tablename__,
    subjects=select(PublicSignal.signal_id),
    derived={SignalClock: "signal_id"},
    read=_read,
    behind=lambda _taken: (),
)
