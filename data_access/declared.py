"""What is declared for all cases: calendar, thresholds, rules about steps, departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

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


def load_declared(connection: Connection, day: date) -> Declared:
    """Read it from the database."""
    return Declared(limits_of(connection), _thresholds(connection, day), load_register(connection))


def _thresholds(connection: Connection, today: date) -> dict[str, float]:
    """The numbers in force today, as RULE.name."""
    rows = connection.execute(
        select(RuleThreshold.rule, RuleThreshold.name, RuleThreshold.value)
        .where(RuleThreshold.valid_from <= today)
        .order_by(RuleThreshold.valid_from)
    )
    return {f"{rule}.{name}": value for rule, name, value in rows}
