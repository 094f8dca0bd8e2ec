"""The appeals that wait for the enterprise, in memory, and those taken up again of late."""

from data_access.measures.appeals import LINE, stay
from data_access.open_set.reading import PLACES
from data_access.open_set.standing import Held, Kind
from supervision.appeals.loop import Stage

suspended_appeals = Held(
    Kind(
        lines=(LINE,),
        subject=stay.appeal_id,
        begin=stay.entered_at,
        ends=(stay.left_at,),
        places=tuple(stay[name] for name in PLACES),
        held={"appeals_suspended": lambda known, _second: known.rows.alive},
        always=(stay.stage == Stage.SUSPENDED.value,),
    )
)
