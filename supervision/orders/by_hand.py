"""Cards that only a person can give: an upheld complaint, or what sampling found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from supervision.clocks import ONE_SECOND
from supervision.findings import Finding, Level
from supervision.rules.rule import ANSWER_DAYS, Rule
from supervision.words import N_
from supervision.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class HandCard:
    """One card given by hand: when, under which rule, and why in the words of who gave it."""

    number: int
    rule: str
    given_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class HandCards:
    """The cards of one subject that were given by hand."""

    cards: tuple[HandCard, ...]
    calendar: WorkingCalendar


def given(c: HandCards) -> Iterator[Finding]:
    """A card about an act is open for the time in which a department answers a card."""
    for card in c.cards:
        answered_by = c.calendar.due_at(card.given_at.date(), ANSWER_DAYS) + ONE_SECOND
        yield Finding(
            card.rule,
            Level.RED,
            card.given_at,
            answered_by,
            episode=card.number,
            evidence={"reason": card.reason},
        )


RULES: dict[str, Rule[HandCards]] = {
    "W29": Rule(
        "W29",
        N_("应受理不受理"),
        N_("经核实应当受理而未受理：{reason}"),
        N_("《行政许可法》第三十二条"),
        (Level.RED,),
        given,
    )
}
"""By code; a person gives them, the evaluation only writes them down."""
