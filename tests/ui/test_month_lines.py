"""Lines over months: where a value stands, what is not known, and names that stay apart."""

import re
from math import nan

from tests.ui.test_formats import HOSTILE
from ui import month_lines
from ui.month_lines import Level, Line

MONTHS = ["1月", "2月", "3月", "4月"]


def drawn(*lines: Line, steps: tuple[float, ...] = (0, 50, 100), **how: object) -> str:
    return month_lines.draw(MONTHS, lines, steps, lambda step: f"{step:.0f}", height=160, **how)


def line(*values: float, name: str = "", addresses: tuple[str, ...] = ()) -> Line:
    tips = [f"tip {place}" for place, _ in enumerate(values)]
    return Line(name, "quiet", values, tips, addresses)


def dots(markup: str) -> list[tuple[str, str, str]]:
    pattern = r'sv-dot [^"]*" style="left:([\d.]+)%;top:([\d.]+)%" title="([^"]*)"'
    return re.findall(pattern, markup)


def test_a_value_stands_in_its_month_and_at_its_height():
    assert dots(drawn(line(0, 25, 100, 50))) == [
        ("12.50", "100.00", "tip 0"),
        ("37.50", "75.00", "tip 1"),
        ("62.50", "0.00", "tip 2"),
        ("87.50", "50.00", "tip 3"),
    ]
    grid = re.findall(r'sv-grid" style="top:([\d.]+)%"><span>(\d+)', drawn(line(0)))
    assert grid == [("100.0", "0"), ("50.0", "50"), ("0.0", "100")]


def test_what_is_not_known_has_no_mark_and_what_is_below_the_lowest_stands_on_it():
    markup = drawn(line(nan, 40, nan, 75), steps=(100, 75, 50), lowest=50)
    assert [dot[:2] for dot in dots(markup)] == [("37.50", "100.00"), ("87.50", "50.00")]
    assert markup.count("clip-path") == 1
    assert "clip-path" not in drawn(line(nan, 40, nan, nan)), "one value makes no line"
    assert dots(drawn(line(nan, nan, nan, nan))) == []


def test_a_mark_with_an_address_is_a_link():
    markup = drawn(line(1, 2, addresses=("/a?b=1&c=2", "")))
    assert re.findall(r'<(a|i) class="sv-dot [^>]*?(?:href="(.*?)")?>', markup) == [
        ("a", "/a?b=1&amp;c=2"),
        ("i", ""),
    ]


def test_names_at_the_ends_stay_a_line_of_text_apart():
    far = drawn(line(0, 80, name="高"), line(0, 20, name="低"))
    assert re.findall(r'sv-name" style="top:([\d.]+)%">(.)', far) == [
        ("20.0", "高"),
        ("80.0", "低"),
    ]
    near = drawn(line(0, 50, name="甲"), line(0, 50, name="乙"))
    tops = [float(top) for top, _ in re.findall(r'sv-name" style="top:([\d.]+)%">(.)', near)]
    assert tops == [45.0, 55.0], "sixteen of 160 pixels"


def test_a_level_is_the_same_for_all_months():
    assert re.findall(
        r'sv-level" style="top:([\d.]+)%"><span>(.*?)<', drawn(level=Level(75, "全年"))
    ) == [("25.0", "全年")]
    assert "sv-level" not in drawn(line(1))


def test_text_of_the_data_is_text():
    for text in HOSTILE:
        one = Line(text, "quiet", [1, 2], [text, text], ["", ""])
        markup = month_lines.draw([text] * 2, [one], (0, 2), str, height=100, level=Level(1, text))
        assert set(re.findall(r"<(\w+)", markup)) <= {"div", "span", "i"}
