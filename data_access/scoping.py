"""What a scope lets through, as conditions on any table that bears the three codes."""

from sqlalchemy import ColumnElement

from data_access.days import unindexed
from data_access.schema import (
    AppealClock,
    BlockerClock,
    CaseClock,
    ChainStep,
    Finding,
    MilestoneVersion,
    ProjectClock,
    ProjectLight,
    ProjectProgress,
    SignalClock,
    StepClock,
)
from data_access.schema.base import table_of
from supervision.scope import Scope

Bounded = (
    type[CaseClock | StepClock | Finding]
    | type[ProjectClock | ProjectLight | ProjectProgress | MilestoneVersion]
    | type[BlockerClock | ChainStep]
    | type[AppealClock | SignalClock]
)


def within(scope: Scope, model: Bounded) -> list[ColumnElement[bool]]:
    """Conditions on department, item and town; none where the scope has no bounds.

    The indexes that begin with a town serve counts alone (data_access.count_statements).
    """
    columns = table_of(model).c
    bounds = (
        (columns.department_code, scope.departments),
        (columns.item_code, scope.items),
        (unindexed(columns.town_code), scope.towns),
    )
    return [column.in_(codes) for column, codes in bounds if codes]


def within_few(scope: Scope, model: Bounded) -> list[ColumnElement[bool]]:
    """The same where a better index has already found the few rows: no index of the codes is taken.

    SQLite would read all that a department ever had to find what it has open.
    """
    codes = (scope.departments, scope.items, scope.towns)
    names = ("department_code", "item_code", "town_code")
    columns = table_of(model).c
    return [
        unindexed(columns[name]).in_(wanted)
        for name, wanted in zip(names, codes, strict=True)
        if wanted
    ]
