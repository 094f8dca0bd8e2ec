"""A new red card raises a toast: once a reader, and none for what stood when the reader came."""

import threading
from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from data_access.approvals.live import RedCard
from ui.charts.chart_theme import LEVEL_ICONS
from ui.formats import escape
from ui.labels import rule_title
from ui.names import name
from ui.words import t

MOST_TOASTS = 3
"""More at once are said in one sentence."""


class FirstSeen:
    """When this process first saw each red card; kept once for all readers."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._tick = 0
        self._looked: tuple[datetime, int] | None = None
        self._guard = threading.Lock()

    def look(self, cards: Sequence[RedCard], as_of: datetime) -> int:
        """Take in the open red cards of this moment; returns the number of the last news."""
        with self._guard:
            if self._looked == (as_of, len(cards)):
                return self._tick
            self._looked = (as_of, len(cards))
            found = {card.finding_id for card in cards}
            unknown = found - self._seen.keys()
            if unknown:
                self._tick += 1
                self._seen.update(dict.fromkeys(unknown, self._tick))
            for gone in self._seen.keys() - found:
                del self._seen[gone]
            return self._tick

    def since(self, cards: Sequence[RedCard], tick: int) -> list[RedCard]:
        """Of the cards, those first seen after the given news."""
        with self._guard:
            return [card for card in cards if self._seen.get(card.finding_id, 0) > tick]

    def forget(self) -> None:
        """Start anew."""
        with self._guard:
            self._seen.clear()
            self._tick, self._looked = 0, None


first_seen = FirstSeen()


def announce(all_cards: Sequence[RedCard], departments: tuple[str, ...], as_of: datetime) -> None:
    """Raise toasts for red cards that this reader has not been told of, of their departments.

    The cards are those of the whole district; no departments means all, as in a scope.
    """
    tick = first_seen.look(all_cards, as_of)
    told = st.session_state.get("told_of_cards")
    st.session_state["told_of_cards"] = tick
    if told is None or told >= tick:
        return
    new = first_seen.since(all_cards, told)
    if departments:
        new = [card for card in new if card.department_code in departments]
    if len(new) > MOST_TOASTS:
        _toast(t("新增 {n} 张红牌", n=len(new)))
        return
    for card in new:
        words = t(
            "新红牌：{rule}，{item}，{department}",
            rule=rule_title(card.rule),
            item=name("item", card.item_code),
            department=name("department", card.department_code),
        )
        _toast(words)


def _toast(words: str) -> None:
    st.toast(escape(words), icon=LEVEL_ICONS["red"], duration="long")
