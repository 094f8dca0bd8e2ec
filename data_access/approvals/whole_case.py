"""All that the screen of one case says of it, asked at once: in one view, its facts read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from data_access.approvals import case, case_clocks, case_notes, case_steps
from data_access.approvals.case_clocks import INSTANT, PROMISED, CaseClocks
from data_access.approvals.case_notes import CaseNotes
from supervision.scope import Scope


@dataclass(frozen=True)
class WholeCase:
    """What each of the questions of its name answers; the ledger is that of one clock."""

    clocks: CaseClocks
    ledger: pd.DataFrame
    steps: pd.DataFrame
    findings: pd.DataFrame
    notes: CaseNotes
    ratings: pd.DataFrame
    faults: pd.DataFrame


def whole_case(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str, clock: str = ""
) -> WholeCase:
    """A case of the scope with the ledger of the clock of this key, or of the one shown first."""
    asked = connection, scope
    clocks = case_clocks.case_clocks(*asked, as_of=as_of, case_id=case_id)
    key = ledger_shown(begun_clocks(clocks.clocks), clock)
    return WholeCase(
        clocks,
        case_clocks.list_ledger(*asked, as_of=as_of, case_id=case_id, key=key),
        case_steps.list_steps(*asked, as_of=as_of, case_id=case_id),
        case.list_findings(*asked, as_of=as_of, case_id=case_id),
        case_notes.case_notes(*asked, as_of=as_of, case_id=case_id),
        case_notes.list_ratings(*asked, as_of=as_of, case_id=case_id),
        case.list_faults(*asked, as_of=as_of, case_id=case_id),
    )


def begun_clocks(clocks: pd.DataFrame) -> list[str]:
    """The keys of the clocks that have begun."""
    return clocks.loc[clocks["state"] != "not_begun", "key"].tolist()


def ledger_shown(keys: Iterable[str], asked: str) -> str:
    """The key of the clock whose days are shown: the one asked for, else the promised one."""
    known = list(keys)
    if asked in known:
        return asked
    return next((key for key in (PROMISED, INSTANT, *known) if key in known), "")
