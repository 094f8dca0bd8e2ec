"""What was found against declared rules about steps, in memory: one in two hundred cases.

A page of a year sorted all of the year at every look. Those withdrawn by a moment have ended.
"""

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, literal_column

from data_access.days import unindexed
from data_access.measures.tables import finding
from data_access.open_set.reading import PLACES
from data_access.open_set.standing import YEAR, Held, Kind
from supervision.scope import Scope

AGAINST_STEPS = "W14"
"""The rule under which every declared rule about steps is found, with the number of that one."""
are_against_steps = finding.rule == literal_column(f"'{AGAINST_STEPS}'")
"""Literally as their partial index says it, which holds all that rows are asked for."""
KEY = ("department_code", "item_code", "rule_no")

held_departures = Held(
    Kind(
        lines=("approval",),
        subject=finding.subject_id,
        begin=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        places=tuple(finding[name] for name in PLACES),
        codes=(finding.rule_no,),
        held={},
        always=(are_against_steps,),
        followed=(unindexed(finding.rule) == AGAINST_STEPS,),
        back=YEAR,
        is_flow=True,
    )
)


def counted(connection: Connection, scope: Scope, as_of: datetime) -> list[tuple[Any, ...]] | None:
    """Department, item, number of the rule, findings of the period; None for what is not known."""
    known, moment = held_departures.known(connection), as_of.replace(microsecond=0)
    if not known.tells(scope, moment):
        return None
    chosen = known.stands(scope, moment)
    keys = np.array([known.rows[name][chosen] for name in KEY])
    found, numbers = np.unique(keys, axis=1, return_counts=True)
    words = [known.codes[name].words for name in KEY]
    return [
        (*(of[number] for of, number in zip(words, key, strict=True)), findings)
        for key, findings in zip(found.T.tolist(), numbers.tolist(), strict=True)
    ]
