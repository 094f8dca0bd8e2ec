"""What may be done about a card: a department contests it once, a supervisor decides.

A withdrawn card stays in the history and in both counts, gross and net; deleting does not exist.
"""

from dataclasses import dataclass
from enum import StrEnum

from supervision.orders.ladder import NotPossibleError, Party, parties_of
from supervision.people import Viewer
from supervision.words import N_


class CardState(StrEnum):
    """Where a card stands."""

    STANDING = "standing"
    CONTESTED = "contested"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


class CardAction(StrEnum):
    """What somebody does about a card; each needs a reason."""

    CONTEST = "contest"
    UPHOLD = "uphold"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class CardStep:
    """What may be done about a card: by whom, in which states, and where it leads."""

    action: CardAction
    title: str
    party: Party
    sources: frozenset[CardState]
    target: CardState


CARD_STEPS: dict[CardAction, CardStep] = {
    step.action: step
    for step in (
        CardStep(
            CardAction.CONTEST,
            N_("申诉"),
            Party.DEPARTMENT,
            frozenset({CardState.STANDING}),
            CardState.CONTESTED,
        ),
        CardStep(
            CardAction.UPHOLD,
            N_("维持"),
            Party.SUPERVISOR,
            frozenset({CardState.CONTESTED}),
            CardState.UPHELD,
        ),
        CardStep(
            CardAction.WITHDRAW,
            N_("撤销"),
            Party.SUPERVISOR,
            frozenset({CardState.STANDING, CardState.CONTESTED, CardState.UPHELD}),
            CardState.WITHDRAWN,
        ),
    )
}


def card_after(state: CardState, action: CardAction) -> CardState:
    """The state after an action; raises NotPossibleError where it cannot be done."""
    step = CARD_STEPS[action]
    if state not in step.sources:
        raise NotPossibleError(f"{action} is not possible while the card is {state}")
    return step.target


def may_do_about_card(viewer: Viewer, action: CardAction, department: str) -> bool:
    """Whether a person has the right to an action about a card of a department."""
    return CARD_STEPS[action].party in parties_of(viewer, department)


def possible_about_card(viewer: Viewer, state: CardState, department: str) -> list[CardStep]:
    """What a person may do about a card now."""
    parties = parties_of(viewer, department)
    return [s for s in CARD_STEPS.values() if state in s.sources and s.party in parties]
