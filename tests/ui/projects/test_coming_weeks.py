"""The weeks to come stand under their weekdays, each day with what is due on it."""

import re

import pandas as pd

from ui.projects.coming_weeks import calendar

DAYS = pd.DataFrame({"day": pd.date_range("2026-11-23", periods=14)}).assign(
    is_off=[each in (5, 6, 12, 13) for each in range(14)], is_today=[True, *[False] * 13]
)
COMING = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-11-24", "2026-11-24", "2026-11-28"]),
        "title": ["一号", "<二号>", "三号"],
        "words": ["开工", "竣工", "开工"],
    }
)


def fields(coming: pd.DataFrame, chosen: str = "") -> list[tuple[str, ...]]:
    """Of each day its style, ground, tip, date and number."""
    pattern = (
        r'<(?:div|a) class="([^"]*)" style="--due:(.*?)" title="(.*?)"[^>]*>'
        r"<small>(.*?)</small>(.*?)</(?:div|a)>"
    )
    return re.findall(pattern, calendar(coming, DAYS, chosen))


def test_a_field_a_day_says_what_is_due():
    found = fields(COMING)
    assert [each[3] for each in found] == [str(day) for day in (*range(23, 31), *range(1, 7))]
    assert [each[4] for each in found] == ["", "2", "", "", "", "1", *[""] * 8]
    assert found[1][2] == "2026-11-24；一号 开工；&lt;二号&gt; 竣工"
    assert [each[0] for each in found[:6]] == [
        "sv-field sv-today",
        *["sv-field"] * 4,
        "sv-field sv-off",
    ]


def test_the_ground_grows_with_the_number_and_weeks_begin_on_mondays():
    assert [each[1] for each in fields(COMING)[:3]] == ["0.04", "0.38", "0.04"]
    many = pd.concat([COMING] * 4)  # eight and four a day
    assert [fields(many)[place][1] for place in (1, 5)] == ["0.55", "0.29"]
    assert re.findall(r"<b>([^<]*)</b>", calendar(COMING, DAYS, ""))[-2:] == ["11-23", "11-30"]


def test_without_milestones_all_days_are_empty():
    assert {each[4] for each in fields(COMING.head(0))} == {""}


def test_a_day_with_milestones_is_a_link_and_the_chosen_one_is_marked():
    markup = calendar(COMING, DAYS, "2026-11-28")
    assert re.findall(r'href="/projects\?day=(.*?)"', markup) == ["2026-11-24", "2026-11-28"]
    styles = [each[0] for each in fields(COMING, "2026-11-28")]
    assert [("sv-chosen" in style) for style in styles[4:7]] == [False, True, False]


def test_a_crowded_day_names_some_and_says_how_many_there_are():
    many = pd.concat([COMING.head(1)] * 30)
    assert fields(many)[1][2] == "2026-11-24；" + "一号 开工；" * 12 + "等 30 个"
