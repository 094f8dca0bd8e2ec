"""The drawn blocks: lines, bars and links, and that nothing in them can act."""

import re

import pandas as pd
import pytest

from tests.ui.test_formats import HOSTILE
from ui import blocks


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [
        (0, 100, [0, 50, 100]),
        (83, 131, [80, 100, 120, 140]),
        (3, 4, [3, 4]),
        (5, 5, [5, 6]),
        (0, 0, [0, 1]),
        (1200, 5400, [0, 2000, 4000, 6000]),
    ],
)
def test_ticks_are_few_round_and_enclose(lowest: float, highest: float, expected: list[float]):
    assert blocks.ticks(lowest, highest) == expected


def test_a_line_is_as_thick_everywhere():
    flat = blocks.line([(0, 0.5), (0.5, 0.5), (1, 0.5)], "sv-line-quiet", width=100, height=50)
    corners = re.findall(r"calc\(([\d.]+)% ([+-]) ([\d.]+)px\)", flat)
    downs = corners[1::2]
    assert [(sign, pixels) for _, sign, pixels in downs] == [("+", "1.0")] * 3 + [("-", "1.0")] * 3


def test_a_line_needs_two_points():
    assert blocks.line([(0, 0)], "x", width=1, height=1) == ""
    assert blocks.spark([], "x") == blocks.spark([1.0], "x") == '<div class="sv-spark"></div>'
    assert "polygon" in blocks.spark([2, 2, 2], "x")  # no change is a line too
    assert "nan" not in blocks.spark([1, float("nan"), 3], "x")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_block(text: str):
    for markup in (
        blocks.link("/warnings", "", tip=text),
        blocks.link(f"/warnings?rule={text}", ""),
        blocks.heading(text, explanation=text),
        blocks.figure(text, text, blocks.below(text), explanation=text),
        blocks.way(f"/cases?measure={text}", text),
        blocks.swatch("#3f78a8", text),
        blocks.tag("red", text),
        blocks.segment("red", 0.5, tip=text),
    ):
        inside = re.sub(r"<(/?)(a|b|i|div|span)((?: [a-z-]+=\"[^\"<>]*\")*)>", "", markup)
        assert not set("<>") & set(inside)
        tags = "".join(re.findall(r"<[^<>]*>", markup))
        assert "onerror=" not in re.sub(r"\"[^\"]*\"", "", tags)


def test_a_figure_says_its_title_its_value_and_what_is_below():
    box = blocks.figure("原始口径", "90.2%", blocks.way("/cases?measure=due_raw", "到期 3 件"))
    assert re.sub(r"<[^>]*>", "|", box).strip("|").split("||") == ["原始口径", "90.2%", "到期 3 件"]
    assert "aria-label" not in box  # no mark where there is nothing to explain
    assert 'aria-label="不扣时间"' in blocks.figure("原始口径", "—", explanation="不扣时间")


def test_missing_numbers_draw_nothing_odd():
    frame = pd.DataFrame({"a": [1.0, None]})
    assert "nan" not in blocks.spark(list(frame["a"]), "x")


def test_a_bar_of_progress_stays_within_its_frame_and_says_its_number():
    assert 'style="width:46.0%"' in blocks.progress(0.46, "46%")
    assert "<small>&lt;46%&gt;</small>" in blocks.progress(0.46, "<46%>")
    assert 'style="width:100.0%"' in blocks.progress(1.2, "120%")
    assert 'style="width:0.0%"' in blocks.progress(-0.1, "-10%")


def test_a_pill_has_the_colour_of_its_level_and_says_it():
    assert blocks.pill("red", "■ <红>") == ('<span class="sv-pill sv-pill-red">■ &lt;红&gt;</span>')
