"""The signals from outside that were answered within a year, in memory: how they came out.

A page of a year counted a hundred thousand of them at every look. What is still open lies here too,
and counts for nothing; the open ones are counted where they are few (open_signals).
"""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.days import start_after, start_of
from data_access.open_set.reading import alive_within
from data_access.open_set.seconds import second_of
from data_access.open_set.standing import YEAR, Held
from data_access.signals.open_signals import open_signals, signal
from supervision.scope import Scope

answered_signals = Held(
    replace(open_signals.kind, codes=(signal.kind, signal.outcome), held={}, back=YEAR)
)


def outcomes(connection: Connection, scope: Scope, as_of: datetime) -> pd.DataFrame | None:
    """One row a kind and outcome, as `channels.outcomes` says; None for what is not in memory."""
    first = start_of(scope.period.first)
    if not answered_signals.is_at_hand(connection, first):
        return None
    known = answered_signals.known(connection)
    if first <= known.since:
        return None
    rows, answered = known.rows, known.rows["answered_at"]
    last = min(second_of(start_after(scope.period.last)) - 1, second_of(as_of))
    chosen = alive_within(scope, rows, known.codes)
    chosen &= (answered >= second_of(first)) & (answered <= last)
    kinds, results = (list(known.codes[name].words) for name in ("kind", "outcome"))
    pairs = rows["kind"][chosen] * len(results) + rows["outcome"][chosen]
    numbers = np.bincount(pairs, minlength=len(kinds) * len(results))
    numbers = numbers.reshape(len(kinds), len(results))
    found = [
        (kind, result, int(numbers[k, r]))
        for k, kind in enumerate(kinds)
        for r, result in enumerate(results)
        if numbers[k, r]
    ]
    found.sort(key=lambda one: (one[0], -one[2], one[1]))
    frame = pd.DataFrame(found, columns=["kind", "outcome", "signals"])
    return frame.astype({"kind": "str", "outcome": "str", "signals": "int64"})
