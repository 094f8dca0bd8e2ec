"""What people decided about cards: those they withdrew, and those they gave by hand.

The evaluation writes all findings. So that it neither undoes nor repeats a decision, a line works
a subject as if nobody had decided, and the decisions are laid over what it found.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data_access.finding_rows import finding_row
from data_access.line import Row, Work
from data_access.many_keys import as_parameter, is_among
from data_access.masking import mask_text
from data_access.schema import CardEntry, HandCard
from data_access.schema.base import table_of
from supervision.orders.by_hand import RULES, HandCards
from supervision.orders.by_hand import HandCard as Given
from supervision.orders.cards import CardAction
from supervision.words import N_

WITHDRAWN_REASON = N_("监察人员撤销")
_card, _act = table_of(HandCard), table_of(CardEntry)


@dataclass(frozen=True)
class ByHand:
    """The decisions about the subjects of a batch: withdrawals by finding, cards by subject."""

    withdrawn: Mapping[str, datetime]
    given: Mapping[str, tuple[Given, ...]]

    def undecided(self, earlier: Sequence[Row]) -> Sequence[Row]:
        """What stands, as the rules left it: without the decisions of people."""
        if not self.withdrawn and not self.given:
            return earlier
        return [
            row | {"withdrawn_at": None, "withdrawn_reason": None}
            if row["finding_id"] in self.withdrawn
            else row
            for row in map(dict, earlier)
            if row["rule"] not in RULES
        ]

    def decided(self, words: Row, found: Sequence[Row], work: Work) -> Sequence[Row]:
        """What the rules found, with what people gave and withdrew."""
        if not self.withdrawn and not self.given:
            return found
        rows = [*found, *self._given_rows(words, work)]
        return [
            {**row, "withdrawn_at": at, "withdrawn_reason": WITHDRAWN_REASON}
            if (at := self.withdrawn.get(row["finding_id"])) is not None
            else row
            for row in rows
        ]

    def _given_rows(self, words: Row, work: Work) -> list[dict[str, Any]]:
        cards = self.given.get(words["subject_id"], ())
        subject = HandCards(cards, work.declared.limits.calendar)
        return [
            finding_row(words, finding, work.run_no)
            for rule in RULES.values()
            for finding in rule.check(subject)
        ]


def load_by_hand(connection: Connection, line: str, subjects: Collection[str]) -> ByHand:
    """The decisions about these subjects of a line."""
    dialect = connection.dialect.name
    values = {"keys": as_parameter(subjects, dialect)}
    withdrawn = connection.execute(
        select(_act.c.finding_id, _act.c.acted_at).where(
            is_among(_act.c.subject_id, dialect),
            _act.c.line == line,
            _act.c.action == CardAction.WITHDRAW.value,
        ),
        values,
    )
    cards = connection.execute(
        select(_card).where(is_among(_card.c.subject_id, dialect), _card.c.line == line), values
    )
    given: dict[str, list[Given]] = defaultdict(list)
    for row in cards:
        words = mask_text(row.reason)  # it becomes evidence, which every screen shows
        given[row.subject_id].append(Given(row.card_no, row.rule, row.given_at, words))
    return ByHand(
        {row.finding_id: row.acted_at for row in withdrawn},
        {subject: tuple(of_subject) for subject, of_subject in given.items()},
    )
