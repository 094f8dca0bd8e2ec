"""The facts of one case as its business system reported them, for the screen that explains it.

Contract times are read leniently, by the same reader that evaluation uses; so what a clock counted
and what the screen shows are the same.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from data_access.approvals.loading import facts_from, load_catalogue, load_register, read_cases
from data_access.engine import once_in_view
from data_access.schema import (
    CaseClock,
    CorrectionNotice,
)
from data_access.scoping import within
from supervision.cases import Case
from supervision.scope import Scope

NO_FUTURE = datetime(2900, 1, 1)
"""Whether a case is quarantined was decided by evaluation: no time is in the future here."""


@dataclass(frozen=True)
class Facts:
    """A case with its item, and the materials asked for by the number of the notice."""

    case: Case
    materials: dict[int, str]


def facts_of(connection: Connection, scope: Scope, case_id: str) -> Facts | None:
    """Everything that happened to one case; None where the scope holds no such counted case."""
    return once_in_view(
        connection, ("facts", scope, case_id), lambda: _facts(connection, scope, case_id)
    )


def _facts(connection: Connection, scope: Scope, case_id: str) -> Facts | None:
    visible = and_(CaseClock.case_id == case_id, *within(scope, CaseClock))
    if connection.scalar(select(CaseClock.case_id).where(visible)) is None:
        return None
    found = read_cases(connection, [case_id])
    catalogue = load_catalogue(connection, found, load_register(connection))
    case = facts_from(found[0], catalogue, NO_FUTURE).case if found else None
    if case is None:
        return None
    notices = connection.execute(
        select(CorrectionNotice.notice_no, CorrectionNotice.materials).where(
            CorrectionNotice.case_id == case_id
        )
    )
    return Facts(case, {number: words or "" for number, words in notices})
