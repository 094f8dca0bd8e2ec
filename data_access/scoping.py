"""What a scope lets through, as conditions on any table that bears the three codes."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement

from data_access.schema import CaseClock, Finding, StepClock
from supervision.scope import Scope

Bounded = type[CaseClock] | type[StepClock] | type[Finding]


def within(scope: Scope, model: Bounded) -> list[ColumnElement[bool]]:
    """Conditions on department, item and town; none where the scope has no bounds."""
    bounds: Mapping[str, tuple[str, ...]] = {
        "department_code": scope.departments,
        "item_code": scope.items,
        "town_code": scope.towns,
    }
    return [getattr(model, name).in_(codes) for name, codes in bounds.items() if codes]
