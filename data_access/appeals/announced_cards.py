"""The cards of cases that an enterprise had spoken about before, in memory: few of all cards.

A row is a card and one appeal about its case, so that a batch which works either finds it.
"""

from collections.abc import Mapping

import numpy as np

from data_access.days import unindexed
from data_access.measures.appeal_courses import is_card_of_case
from data_access.measures.appeals import LINE, clock
from data_access.measures.sources import APPROVAL
from data_access.measures.tables import finding
from data_access.open_set.reading import PLACES
from data_access.open_set.seconds import Array
from data_access.open_set.standing import YEAR, Counts, Held, Kind, Standing


def _one_of_each_card(known: Standing, _second: int) -> Array:
    """For each row whether it is the first of its card: several appeals may be about one case."""
    rows = known.rows
    places = np.flatnonzero(rows.alive)
    _, first = np.unique(rows["finding_id"][places], return_index=True)
    found = np.zeros(rows.count, dtype=bool)
    found[places[first]] = True
    return found


HELD: Mapping[str, Counts] = {"cards_announced": _one_of_each_card}

announced_cards = Held(
    Kind(
        lines=(APPROVAL, LINE),
        subject=clock.case_id,
        also=(clock.appeal_id,),
        begin=finding.occurs_at,
        ends=(finding.withdrawn_at,),
        places=tuple(finding[name] for name in PLACES),
        codes=(finding.finding_id,),
        held=HELD,
        always=(
            is_card_of_case,
            finding.subject_id == unindexed(clock.case_id),  # so the few appeals are read first
            clock.case_id > "",
            clock.round_no == 1,
            clock.opened_at < finding.occurs_at,
        ),
        back=YEAR,
        is_flow=True,
    )
)
