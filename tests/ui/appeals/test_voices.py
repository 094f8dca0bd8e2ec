"""Both voices: a square as the office says, a dot as the enterprise says, no mark for silence."""

import re

import pandas as pd

from ui.appeals import voice_rows, voice_trend

FRAME = pd.DataFrame(
    {
        "key": ["a", "b", "c"],
        "name": ["区经委", "<区水务局>", "区税务局"],
        "office": [0.9, None, 0.75],
        "firm": [0.6, 0.5, 0.8],
        "said": [10, 0, 40],
        "asked": [12, 4, 1000],
    }
)


def address(part: str, key: str) -> str:
    return f"/{part}?{key}"


def marks(markup: str) -> list[tuple[str, ...]]:
    pattern = r'<a class="sv-dot ([^"]*)" style="left:([\d.]+)%[^"]*"[^>]*href="(.*?)"'
    return re.findall(pattern, markup)


def test_the_office_is_a_square_and_the_firm_a_dot_and_silence_is_no_mark():
    assert marks(voice_rows.draw(FRAME, address)) == [  # from a half to one
        ("sv-line-quiet sv-square", "80.00", "/office?a"),
        ("sv-line-good", "20.00", "/firm?a"),
        ("sv-line-good", "0.00", "/firm?b"),
        ("sv-line-quiet sv-square", "50.00", "/office?c"),
        ("sv-line-good", "60.00", "/firm?c"),
    ]


def test_the_gap_is_said_and_a_wide_one_is_loud():
    markup = voice_rows.draw(FRAME, address)
    gaps = re.findall(r"<small( class=\"sv-loud\")?>(.*?)</small>", markup)
    assert [(bool(loud), words) for loud, words in gaps] == [
        (True, "30"),
        (False, "—"),
        (False, "-5"),
    ]
    between = re.findall(r'sv-between" style="left:([\d.]+)%;width:([\d.]+)%', markup)
    assert between == [("20.00", "60.00"), ("50.00", "10.00")]
    told = "区税务局：部门称已解决 75.0%（40 件有结果），企业认可 80.0%（回访到 1,000 家）"
    assert told in markup
    assert "<区水务局>" not in markup


def test_a_month_in_which_nobody_spoke_has_no_mark():
    months = pd.DataFrame(
        {
            "month": ["2025-12", "2026-01", "2026-02"],
            "office": [None, 0.8, 0.9],
            "firm": [0.7, 0.6, None],
        }
    )
    markup = voice_trend.draw(months, address)
    assert [each[2] for each in marks(markup)] == [
        *("/office?2026-01", "/office?2026-02"),
        *("/firm?2025-12", "/firm?2026-01"),
    ]
    assert re.findall(r'sv-month"[^>]*>(.*?)<', markup) == ["12月", "2026年", "2月"]
    assert "2026-01 部门称已解决 80.0%" in markup
