"""What stood open at the end of each of the last days: the short lines beside the figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from data_access.days import start_after, unindexed
from data_access.schema import CaseClock, Finding
from data_access.schema.base import table_of
from data_access.scoping import within_few
from data_access.warnings import APPROVAL, LIGHT_LEVELS, is_open
from supervision.scope import Scope

ONE_SECOND = timedelta(seconds=1)


def open_by_day(
    connection: Connection, scope: Scope, *, as_of: datetime, days: int
) -> pd.DataFrame:
    """One row a day, the last so many, as each stood at its last second; ends with `as_of`'s day.

    Columns: day; red, yellow, soon (open findings); open (cases accepted and not closed).
    """
    ends = [
        start_after(as_of.date() - timedelta(days=back)) - ONE_SECOND
        for back in range(days - 1, -1, -1)
    ]
    cards = _open_cards_at(connection, scope, ends)
    cases = _open_cases_at(connection, scope, ends)
    frame = pd.DataFrame({"day": [end.date() for end in ends]})
    for level in LIGHT_LEVELS:
        frame[level] = cards.get(level, [0] * len(ends))
    return frame.assign(open=cases)


def _open_cards_at(
    connection: Connection, scope: Scope, moments: Sequence[datetime]
) -> dict[str, list[int]]:
    """Open findings by light, at each of the moments; one read of those open in between."""
    first, last = moments[0], moments[-1]
    counts = [func.sum(case((is_open(moment), 1), else_=0)) for moment in moments]
    statement = (
        select(Finding.level, *counts)
        .where(Finding.line == APPROVAL, unindexed(table_of(Finding).c.occurs_at) <= last)
        .where(or_(Finding.ends_at.is_(None), Finding.ends_at > first))
        .where(Finding.level.in_(LIGHT_LEVELS), *within_few(scope, Finding))
        .group_by(Finding.level)
    )
    return {level: list(counts) for level, *counts in connection.execute(statement)}


def _open_cases_at(connection: Connection, scope: Scope, moments: Sequence[datetime]) -> list[int]:
    """Cases accepted and not closed, at each of the moments; one read of those open in between."""
    first, last = moments[0], moments[-1]

    def was_open(moment: datetime) -> ColumnElement[bool]:
        return (CaseClock.accepted_at <= moment) & or_(
            CaseClock.closed_at.is_(None), CaseClock.closed_at > moment
        )

    counts = [func.sum(case((was_open(moment), 1), else_=0)) for moment in moments]
    statement = (
        select(*counts)
        .where(unindexed(table_of(CaseClock).c.accepted_at) <= last)
        .where(or_(CaseClock.closed_at.is_(None), CaseClock.closed_at > first))
        .where(*within_few(scope, CaseClock))
    )
    return [int(found or 0) for found in connection.execute(statement).one()]
