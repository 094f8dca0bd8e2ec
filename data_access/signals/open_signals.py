"""The signals from outside that nobody has answered, in memory, and those answered of late."""

from collections.abc import Mapping

from data_access.open_set.reading import PLACES
from data_access.open_set.standing import Counts, Held, Kind
from data_access.schema import SignalClock
from data_access.schema.base import table_of
from supervision.signals import PLURALS

signal = table_of(SignalClock).c


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
    **{f"{name}_open": _open(kind) for kind, name in PLURALS.items()},
    **{f"{name}_overdue": _overdue(kind) for kind, name in PLURALS.items()},
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
