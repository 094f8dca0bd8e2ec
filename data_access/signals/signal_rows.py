"""Public signals: contract rows read leniently, and the row that evaluation writes of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from data_access.contract_rows import FUTURE_MINUTES, LARGEST_AMOUNT, RowReader, contract_rows
from data_access.finding_rows import Fault
from data_access.schema import PublicSignal
from data_access.signals.signal_neighbours import Neighbours, load_neighbours
from supervision.signals import Signal, due_of

Row = Mapping[Any, Any]
LINE = "signal"
KINDS = frozenset(
    {
        "petition",
        "hotline",
        "discipline_report",
        "reconsideration",
        "lawsuit",
        "audit_problem",
        "accountability",
    }
)


@dataclass(slots=True)
class LoadedSignal:
    """One signal: its derived row without a run number, unless it is quarantined; its faults."""

    row: Row
    clock: dict[str, Any] | None
    faults: list[Fault] = field(default_factory=list)
    signal: Signal | None = None
    """What its rules look at; none where it is quarantined."""


def subject_words(one: LoadedSignal) -> dict[str, Any]:
    """What faults say of a signal beside what was found."""
    row = one.row
    return {
        "line": LINE,
        "subject_id": row["signal_id"],
        "subject_no": row["signal_no"],
        "source_code": row["source_code"],
        "department_code": row["department_code"] or "",
        "item_code": row["subject_code"] or "",
        "town_code": row["town_code"] or "",
    }


def load_signals(
    connection: Connection, signal_ids: Sequence[str], now: datetime
) -> Iterator[LoadedSignal]:
    """The signals with these ids as they stand, in order of id; deleted ones are absent."""
    rows = list(contract_rows(connection, PublicSignal, "signal_id", signal_ids))
    neighbours = load_neighbours(connection, rows)
    for row in rows:
        yield _loaded(row, neighbours, now)


def _loaded(row: Row, neighbours: Neighbours, now: datetime) -> LoadedSignal:
    faults: list[Fault] = []
    read = RowReader(row, "public_signal", faults, quarantines=True)
    received_at, answered_at = read.moment("received_at"), read.moment("answered_at")
    own, extended = read.moment("due_at"), read.number("extended_days") or 0
    if row["kind"] not in KINDS:
        faults.append(Fault("C01", "public_signal", "kind", row["kind"], True))
    if received_at is None and not faults:
        faults.append(Fault("T01", "public_signal", "received_at", "", True))
    if received_at is not None and answered_at is not None and answered_at < received_at:
        raw = f"{answered_at} < {received_at}"
        faults.append(Fault("T02", "public_signal", "answered_at", raw, True))
    for name, moment in (("received_at", received_at), ("answered_at", answered_at)):
        if moment is not None and moment > now + timedelta(minutes=FUTURE_MINUTES):
            faults.append(Fault("T06", "public_signal", name, str(moment), True))
    if received_at is None or any(fault.is_quarantined for fault in faults):
        return LoadedSignal(row, None, faults)
    words = ("department_code", "town_code", "enterprise_code", "outcome")
    clock = {
        **{name: row[name] for name in ("signal_id", "source_code", "signal_no", "kind")},
        **{name: row[name] or "" for name in words},
        "item_code": row["subject_code"] or "",
        "received_at": received_at,
        "due_at": due_of(row["kind"], received_at, extended, own),
        "answered_at": answered_at,
        "amount": read.number("amount", LARGEST_AMOUNT),
    }
    signal = Signal(
        kind=clock["kind"],
        received_at=received_at,
        due_at=clock["due_at"],
        answered_at=answered_at,
        outcome=clock["outcome"],
        petitions_before=neighbours.petitions_before(row, received_at),
        losses_before=neighbours.losses_before(row, answered_at),
    )
    return LoadedSignal(row, clock, faults, signal)
