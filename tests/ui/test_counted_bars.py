"""Bars that count: each a link, as long as its share of the longest, its loss beside it."""

import re

from tests.ui.test_formats import HOSTILE
from ui import counted_bars
from ui.counted_bars import Bar


def bar(name: str, number: int, lost: int = 0, note: str = "") -> Bar:
    return Bar(name, number, f"/cases?measure={number}", note, "", lost)


def test_a_bar_is_as_long_as_its_share_and_the_largest_loss_is_bold():
    numbers = [10, 9, 4, 4]
    steps = zip("abcd", numbers, counted_bars.losses(numbers), strict=True)
    drawn = counted_bars.draw([bar(*step) for step in steps])
    assert re.findall(r"width:([\d.]+)%", drawn) == ["64.00", "57.60", "25.60", "25.60"]
    assert re.findall(r"<small[^>]*>(.*?)</small>", drawn) == ["−1", "−5"]
    assert re.findall(r'<small class="sv-loud">(.*?)</small>', drawn) == ["−5"]
    assert re.findall(r'href="(.*?)"', drawn) == [f"/cases?measure={one}" for one in numbers]


def test_a_step_that_more_have_reached_than_the_one_before_has_no_loss():
    assert counted_bars.losses([3, 4]) == [0, 0]
    assert counted_bars.losses([]) == []
    assert "<small" not in counted_bars.draw([bar("a", 3), bar("b", 4)])


def test_nothing_to_count_is_drawn_as_nothing():
    assert re.findall(r"width:([\d.]+)%", counted_bars.draw([bar("a", 0)])) == ["0.00"]
    assert counted_bars.draw([]) == '<div class="sv-counts"></div>'


def test_text_of_the_data_is_text():
    for text in HOSTILE:
        drawn = counted_bars.draw([bar(text, 1, note=text)])
        assert set(re.findall(r"<(\w+)", drawn)) <= {"div", "a", "span", "i", "b"}
