"""What a signal must know of others: earlier petitions of the enterprise, earlier losses."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, String, and_, cast, select, union

from data_access.many_keys import as_parameter, is_among
from data_access.schema import PublicSignal, SignalClock
from data_access.schema.base import table_of
from supervision.signals import CORRECTED, is_loss

Row = Mapping[Any, Any]
_signal, _clock = table_of(PublicSignal).c, table_of(SignalClock).c
_is_petition = and_(
    _signal.kind == "petition",
    _signal.enterprise_code.is_not(None),
    _signal.subject_code.is_not(None),
)
_is_loss = and_(
    _signal.kind.in_(("reconsideration", "lawsuit")),
    _signal.outcome.in_((*CORRECTED, "lost")),
    _signal.subject_code.is_not(None),
)
_COLUMNS = (
    _signal.signal_id,
    _signal.kind,
    _signal.department_code,
    _signal.subject_code,
    _signal.enterprise_code,
    _signal.outcome,
    cast(_signal.received_at, String).label("received_at"),
    cast(_signal.answered_at, String).label("answered_at"),
)


class Event(NamedTuple):
    """When, and of which signal: those of one second are told apart by their ids."""

    at: datetime
    signal_id: str


@dataclass(slots=True)
class Neighbours:
    """The petitions of an enterprise about a subject, and the losses of a department about one."""

    petitions: Mapping[tuple[str, str], Sequence[Event]]
    losses: Mapping[tuple[str, str], Sequence[Event]]

    def petitions_before(self, row: Row, received_at: datetime) -> tuple[datetime, ...]:
        """Earlier petitions of the enterprise of this row about its subject."""
        if row["kind"] != "petition" or not row["enterprise_code"] or not row["subject_code"]:
            return ()
        known = self.petitions.get((row["enterprise_code"], row["subject_code"]), ())
        return _before(known, Event(received_at, row["signal_id"]))

    def losses_before(self, row: Row, answered_at: datetime | None) -> tuple[datetime, ...]:
        """Earlier losses of the department of this row about its subject, if it is one."""
        if answered_at is None or not row["subject_code"]:
            return ()
        if not is_loss(row["kind"], row["outcome"] or ""):
            return ()
        known = self.losses.get((row["department_code"] or "", row["subject_code"]), ())
        return _before(known, Event(answered_at, row["signal_id"]))


def load_neighbours(connection: Connection, rows: Sequence[Row]) -> Neighbours:
    """All that these rows of the contract look at."""
    enterprises = {row["enterprise_code"] for row in rows if row["kind"] == "petition"} - {None, ""}
    subjects = {
        row["subject_code"] for row in rows if is_loss(row["kind"], row["outcome"] or "")
    } - {None, ""}
    petitions: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for row in _matching(connection, _signal.enterprise_code, enterprises, _is_petition):
        if (at := _moment(row["received_at"])) is not None:
            key = (row["enterprise_code"], row["subject_code"])
            petitions[key].append(Event(at, row["signal_id"]))
    losses: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for row in _matching(connection, _signal.subject_code, subjects, _is_loss):
        if (at := _moment(row["answered_at"])) is None:
            continue
        if is_loss(row["kind"], row["outcome"]):
            key = (row["department_code"] or "", row["subject_code"])
            losses[key].append(Event(at, row["signal_id"]))
    return Neighbours(petitions, losses)


def signals_that_look_at(connection: Connection, signal_ids: Sequence[str]) -> set[str]:
    """The ids of other signals whose rules look at these, as they are or were before."""
    dialect = connection.dialect.name
    now = select(_signal.kind, _signal.subject_code, _signal.enterprise_code).where(
        is_among(_signal.signal_id, dialect)
    )
    before = select(_clock.kind, _clock.item_code, _clock.enterprise_code).where(
        is_among(_clock.signal_id, dialect)
    )
    values = {"keys": as_parameter(signal_ids, dialect)}
    changed = connection.execute(union(now, before), values).all()
    enterprises = {code for kind, _, code in changed if kind == "petition"} - {None, ""}
    subjects = {code for kind, code, _ in changed if kind in ("reconsideration", "lawsuit")}
    found = [
        *_matching(connection, _signal.enterprise_code, enterprises, _is_petition),
        *_matching(connection, _signal.subject_code, subjects - {None, ""}, _is_loss),
    ]
    return {row["signal_id"] for row in found} - set(signal_ids)


def _matching(
    connection: Connection,
    column: ColumnElement[Any],
    keys: Collection[str],
    condition: ColumnElement[bool],
) -> list[Row]:
    if not keys:
        return []
    dialect = connection.dialect.name
    statement = select(*_COLUMNS).where(is_among(column, dialect), condition)
    values = {"keys": as_parameter(sorted(keys), dialect)}
    return [row._mapping for row in connection.execute(statement, values)]


def _before(known: Sequence[Event], this: Event) -> tuple[datetime, ...]:
    return tuple(sorted(event.at for event in known if event < this))


def _moment(text: str | None) -> datetime | None:
    """A time as it stands; None where it cannot be read, which its own signal tells."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo else moment.replace(microsecond=0)
