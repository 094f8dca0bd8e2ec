"""What is declared for all cases: calendar, thresholds, rules about steps, departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from data_access.limits import limits_of
from data_access.loading import Register, load_register
from data_access.schema import RuleThreshold
from supervision.clocks import Limits


@dataclass(frozen=True)
class Declared:
    """What is declared for all cases, as of a day."""

    limits: Limits
    thresholds: Mapping[str, float]
    register: Register
    day: date


_remembered: WeakKeyDictionary[Engine, tuple[int, Declared]] = WeakKeyDictionary()


def load_declared(connection: Connection, day: date) -> Declared:
    """Read it from the database."""
    return Declared(
        limits_of(connection), _thresholds(connection, day), load_register(connection), day
    )


def remember(engine: Engine, run_no: int, declared: Declared) -> None:
    """Keep what the last batch that this process committed worked with."""
    _remembered[engine] = run_no, declared


def still_declared(engine: Engine, run_no: int, day: date) -> Declared | None:
    """What the batch before this one worked with, when nothing that was declared anew came between.

    Whatever is declared anew comes through the queue; so when that batch was of this process, and
    none was of another, all of it has come through here.
    """
    last_run, declared = _remembered.get(engine, (None, None))
    is_next = last_run is not None and run_no == last_run + 1
    return declared if declared and is_next and declared.day == day else None


def _thresholds(connection: Connection, today: date) -> dict[str, float]:
    """The numbers in force today, as RULE.name."""
    rows = connection.execute(
        select(RuleThreshold.rule, RuleThreshold.name, RuleThreshold.value)
        .where(RuleThreshold.valid_from <= today)
        .order_by(RuleThreshold.valid_from)
    )
    return {f"{rule}.{name}": value for rule, name, value in rows}
