"""What is declared for all cases: calendar, thresholds, rules about steps, departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from data_access.approvals.loading import Register, load_register
from data_access.limits import limits_of
from data_access.schema import RuleThreshold
from supervision.clocks import Limits


@dataclass(frozen=True)
class Declared:
    """What all cases are held against."""

    limits: Limits
    thresholds: Mapping[str, float]
    register: Register


_limits_of: WeakKeyDictionary[Engine, tuple[int, Limits]] = WeakKeyDictionary()


def load_declared(connection: Connection, day: date, limits: Limits | None) -> Declared:
    """Read it from the database, but for limits that are known to stand."""
    limits = limits or limits_of(connection)
    return Declared(limits, _thresholds(connection, day), load_register(connection))


def remember_limits(engine: Engine, run_no: int, limits: Limits) -> None:
    """Keep what the last batch that this process committed counted with."""
    _limits_of[engine] = run_no, limits


def limits_still_standing(engine: Engine, run_no: int) -> Limits | None:
    """What the batch before this one counted with, when no day of the calendar changed since.

    To look whether thousands of days are the same costs a fifth of what a changed case does. Every
    changed day comes through the queue; so when the batch before was of this process, and none
    of another came between, it has come through here.
    """
    last_run, limits = _limits_of.get(engine, (None, None))
    return limits if last_run is not None and run_no == last_run + 1 else None


def _thresholds(connection: Connection, today: date) -> dict[str, float]:
    """The numbers in force today, as RULE.name."""
    rows = connection.execute(
        select(RuleThreshold.rule, RuleThreshold.name, RuleThreshold.value)
        .where(RuleThreshold.valid_from <= today)
        .order_by(RuleThreshold.valid_from)
    )
    return {f"{rule}.{name}": value for rule, name, value in rows}
