"""The signals from outside that nobody has answered, in memory, and those answered of late."""

from collections.abc import Mapping

from data_access.open_set.reading import PLACES
from data_access.open_set.standing import Counts, Held, Kind
from data_access.schema import SignalClock
from data_access.schema.base import table_of

signal = table_of(SignalClock).c

KINDS = {
    "petitions": "petition",
    "hotlines": "hotline",
    "discipline_reports": "discipline_report",
    "reconsiderations": "reconsideration",
    "lawsuits": "lawsuit",
    "audit_problems": "audit_problem",
}
"""What the measures of a kind begin with, and the kind."""


def _open(kind: str) -> Counts:
    return lambda known, _second: known.has("kind", kind)


def _overdue(kind: str) -> Counts:
    return lambda known, second: known.has("kind", kind) & (known.rows["due_at"] < second)


HELD: Mapping[str, Counts] = {
    # to be called to account is no signal that somebody answers
    "signals_open": lambda known, _second: ~known.has("kind", "accountability"),
    "signals_overdue": lambda known, second: (
        ~known.has("kind", "accountability") & (known.rows["due_at"] < second)
    ),
    **{f"{name}_open": _open(kind) for name, kind in KINDS.items()},
    **{f"{name}_overdue": _overdue(kind) for name, kind in KINDS.items()},
}
"""The measures that are counted here, and which of the open signals each counts."""

open_signals = Held(
    Kind(
        lines=("signal",),
        subject=signal.signal_id,
        begin=signal.received_at,
        ends=(signal.answered_at,),
        places=tuple(signal[name] for name in PLACES),
        codes=(signal.kind,),
        moments=(signal.due_at,),
        held=HELD,
    )
)
