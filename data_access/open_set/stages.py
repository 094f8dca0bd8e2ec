"""At which stage a case stands, for many cases at once."""

import numpy as np

from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import Array

STAGES = ("accept", "review", "approve", "deliver")
CLOSED = len(STAGES)


def stage_of(cases: Chosen, second: int) -> Array:
    """The place in STAGES of the stage of each case, CLOSED once it is over.

    What is no case has been received by nobody: it counts as waiting for acceptance.
    """
    reached = (cases["reviewed_at"] <= second).astype(np.int8) + np.int8(1)
    reached[cases["decided_at"] <= second] = 3
    reached *= cases["accepted_at"] <= second
    reached[cases["closed_at"] <= second] = CLOSED
    return reached


def entered_at(cases: Chosen, second: int) -> Array:
    """Since which second each case has been at its stage."""
    accepted, reviewed, decided = (
        cases[f"{act}_at"] for act in ("accepted", "reviewed", "decided")
    )
    entered = np.where(reviewed <= second, reviewed, accepted)
    entered = np.where(decided <= second, decided, entered)
    return np.where(accepted <= second, entered, cases["received_at"])
