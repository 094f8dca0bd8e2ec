"""The rounds of appeals that stand open, in memory, and those answered of late."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, and_

from data_access.measures import MEASURES
from data_access.measures.appeals import LINE, clock
from data_access.open_set.reading import PLACES
from data_access.open_set.seconds import NEVER
from data_access.open_set.standing import Counts, Held, Kind
from supervision.scope import Scope

HELD: Mapping[str, Counts] = {
    "appeals_open": lambda known, _second: known.rows.alive,
    "appeals_open_overdue": lambda known, second: known.rows["due_at"] < second,
    "appeals_open_soon": lambda known, second: (
        (known.rows["soon_at"] <= second)
        & (known.rows["due_at"] >= second)
        & (known.rows["due_at"] != NEVER)
    ),
    "appeals_open_without_limit": lambda known, _second: known.rows["has_no_limit"],
}
"""The measures that are counted here, and which of the open rounds each counts."""

open_appeals = Held(
    Kind(
        lines=(LINE,),
        subject=clock.appeal_id,
        begin=clock.opened_at,
        ends=(clock.answered_at,),
        places=tuple(clock[name] for name in PLACES),
        moments=(clock.soon_at, clock.due_at),
        numbers=(
            clock.round_no,
            and_(clock.due_at.is_(None), clock.raw_due_at.is_(None)).label("has_no_limit"),
        ),
        held=HELD,
    )
)


def longest(
    connection: Connection, scope: Scope, *, as_of: datetime, name: str, limit: int, offset: int = 0
) -> tuple[int, list[tuple[str, int]]] | None:
    """How many rounds a measure of HELD counts, and a page of them in the order of their list.

    Each as appeal_id and round_no; None for a moment that is not in memory.
    """
    moment = as_of.replace(microsecond=0)
    known = open_appeals.known(connection)
    if moment < known.since:
        return None
    places = np.flatnonzero(known.counted(name, moment, known.stands(scope, moment)))
    since = known.rows["due_at" if MEASURES[name].exceeded else "opened_at"][places]
    if offset + limit < len(places):  # only what can stand on the page is sorted
        chosen = since <= np.partition(since, offset + limit)[offset + limit]
        places, total = places[chosen], len(places)
        since = since[chosen]
    else:
        total = len(places)
    ids = known.rows["subject_id"][places].tolist()
    rounds = known.rows["round_no"][places].tolist()
    ordered = sorted(zip(since.tolist(), ids, rounds, strict=True))
    return total, [(one, number) for _, one, number in ordered[offset : offset + limit]]
