"""The definition cards: every indicator once, with the numbers of today and the way to them."""

import pytest

from supervision.indicators import INDICATORS
from supervision.indicators.truth import TRUTH
from tests.pages.record import NOW
from tests.pages.showing import opened, words_on
from ui.quality.definition_cards import GROUPS

pytestmark = pytest.mark.usefixtures("the_record")
AS_OF = {"as_of": NOW.isoformat()}


def test_every_indicator_has_its_card_in_one_group():
    names = [indicator.name for group in GROUPS.values() for indicator in group]

    assert sorted(names) == sorted([*INDICATORS, *TRUTH])


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_can_be_read(group: str):
    shown = words_on(opened("definitions", group=group, **AS_OF))

    assert all(indicator.title in shown for indicator in GROUPS[group])
    assert all(indicator.sentence in shown for indicator in GROUPS[group])


def test_a_card_shows_numerator_and_denominator_of_today():
    shown = words_on(opened("definitions", **AS_OF)).splitlines()

    assert "按时办结（原始口径） 38" in shown
    assert "应办结（原始口径） 45" in shown
    assert "84.4%" in shown


def test_words_are_looked_for_in_all_groups():
    shown = words_on(opened("definitions", search="补录", **AS_OF))

    assert "补录率" in shown
    assert "提前办结率" not in shown


def test_nothing_found_is_said():
    assert "没有找到" in words_on(opened("definitions", search="不存在的词", **AS_OF))


def test_english_words_are_looked_for_in_english():
    shown = words_on(opened("definitions", search="zero-length", lang="en", **AS_OF))

    assert "Zero-length chains" in shown
