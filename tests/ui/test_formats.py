"""How values are written, and that text from the data is never anything but text."""

from datetime import date, datetime

import pandas as pd
import pytest

from ui import formats

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](http://elsewhere/p.png)",
    "[click](javascript:alert(1))",
    "https://elsewhere.example/x",
    "www.elsewhere.example",
    "someone@elsewhere.example",
    ":material/error: :red[x] :red-badge[x] :streamlit:",
    "**bold** _it_ ~~gone~~ `code` $x^2$",
    "# heading",
    "> quote",
    "- list",
    "1. list",
    "    indented code",
    "| a | b |\n|---|---|",
    "```\nblock\n```",
    "---",
    '" onmouseover="alert(1)',
    "' onclick='alert(1)",
    "&lt;b&gt;",
    "<meta http-equiv=refresh content='0;url=http://elsewhere'>",
)
PUNCTUATION = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@pytest.mark.parametrize("text", HOSTILE)
def test_every_sign_of_markdown_is_escaped(text: str):
    escaped = formats.escape(text)
    places = [place for place, mark in enumerate(escaped) if mark in PUNCTUATION]
    signs = [place for place in places if escaped[place - 1] != "\\" or place == 0]
    backslashes = [place for place in places if escaped[place] == "\\"]
    assert set(signs) <= set(backslashes)
    assert "\n" not in escaped
    for mark in (":", "@"):
        assert escaped.count(mark) == escaped.count(mark + "\u2060")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_sign_of_html_is_left(text: str):
    written = formats.as_html(text)
    assert not set("<>\"'") & set(written)


def test_text_stays_readable_on_one_line_and_bounded():
    assert formats.printable("食品\n经营\t 许可") == "食品 经营 许可"
    assert formats.printable("a\u202eb\u200bc\x00d") == "abcd"  # direction, zero width, control
    assert formats.printable("x" * 600) == "x" * 499 + "…"
    assert formats.escape("食品经营许可（变更）") == "食品经营许可（变更）"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA])
def test_what_is_not_known_is_a_dash_and_zero_is_zero(nothing: object):
    assert formats.count(nothing) == "—"
    assert formats.rate(nothing) == "—"
    assert formats.number(nothing) == "—"
    assert formats.signed(nothing) == "—"
    assert formats.day(nothing) == "—"
    assert formats.count(0) == "0"
    assert formats.rate(0) == "0.0%"


def test_numbers_and_dates():
    assert formats.count(12345) == "12,345"
    assert formats.rate(0.97449) == "97.4%"
    assert formats.number(3.25, 2) == "3.25"
    assert formats.signed(-1.26, 1) == "-1.3"
    assert formats.signed(0.04, 1) == "0.0"  # rounds to no change, so it has no sign
    assert formats.signed(2) == "+2"
    assert formats.day(date(2026, 11, 23)) == "2026-11-23"
    assert formats.minute(datetime(2026, 11, 23, 9, 41, 20)) == "2026-11-23 09:41"
    assert formats.moment(datetime(2026, 11, 23, 9, 41, 20)) == "2026-11-23 09:41:20"
    assert formats.weekday(date(2026, 11, 23)) == "周一"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 23, 59, 59), "2026-11-23"),
        (datetime(2026, 11, 23, 23, 59), "2026-11-23 23:59"),
        (datetime(2026, 11, 23, 9, 41), "2026-11-23 09:41"),
        (pd.NaT, formats.UNKNOWN),
    ],
)
def test_a_limit_that_ends_with_its_day_is_a_day(at: datetime, words: str):
    assert formats.last_day(at) == words
