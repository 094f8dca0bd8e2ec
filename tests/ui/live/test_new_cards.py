"""A new red card is news once; what stood before, and what has gone, is none."""

from datetime import datetime, timedelta

from data_access.approvals.live import RedCard
from ui.live.new_cards import FirstSeen

NOW = datetime(2026, 11, 23, 10)


def cards(*ids: str) -> list[RedCard]:
    return [RedCard(key, "W06", "item-1", "housing") for key in ids]


def test_only_later_cards_are_news():
    seen = FirstSeen()
    first = seen.look(cards("a", "b"), NOW)
    assert seen.since(cards("a", "b"), first) == []
    second = seen.look(cards("a", "b", "c"), NOW + timedelta(seconds=1))
    assert second > first
    assert seen.since(cards("a", "b", "c"), first) == cards("c")
    assert seen.since(cards("a", "b", "c"), second) == []


def test_nothing_new_is_no_news():
    seen = FirstSeen()
    first = seen.look(cards("a"), NOW)
    assert seen.look(cards("a"), NOW + timedelta(seconds=1)) == first
    assert seen.look(cards(), NOW + timedelta(seconds=2)) == first


def test_a_card_that_comes_back_is_news_again():
    seen = FirstSeen()
    seen.look(cards("a"), NOW)
    gone = seen.look(cards(), NOW + timedelta(seconds=1))
    back = seen.look(cards("a"), NOW + timedelta(seconds=2))
    assert back > gone


def test_two_readers_of_one_moment_make_one_piece_of_news():
    seen = FirstSeen()
    seen.look(cards("a"), NOW)
    later = NOW + timedelta(seconds=1)
    assert seen.look(cards("a", "b"), later) == seen.look(cards("a", "b"), later)
