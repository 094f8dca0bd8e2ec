"""How values are written, and how text from the data is kept from acting as anything but text."""

import html
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

import pandas as pd

from ui.words import t

UNKNOWN = "—"
"""Neither none nor zero."""
LONGEST_TEXT = 500
SHORT_TEXT = 100
MOST_TEXTS = 20_000

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WORD_JOINER = "\u2060"


def count(value: float | None) -> str:
    """12,345, or a long dash for what is not known."""
    return UNKNOWN if _is_missing(value) else f"{value:,.0f}"


def rate(value: float | None, decimals: int = 1) -> str:
    """A share as 97.5%, or a long dash where there is nothing to divide by."""
    return UNKNOWN if _is_missing(value) else f"{value:.{decimals}%}"


def number(value: float | None, decimals: int = 1) -> str:
    """A measured number with one decimal; its unit stands in the label."""
    return UNKNOWN if _is_missing(value) else f"{value:,.{decimals}f}"


def signed(value: float | None, decimals: int = 0) -> str:
    """A change with its sign; no change has none."""
    if _is_missing(value) or value is None:
        return UNKNOWN
    return f"{value:+,.{decimals}f}" if round(value, decimals) else f"{0:.{decimals}f}"


def day(value: date | None) -> str:
    """2026-11-23."""
    return UNKNOWN if _is_missing(value) or value is None else f"{value:%Y-%m-%d}"


def minute(value: datetime | None) -> str:
    """2026-11-23 09:41."""
    return UNKNOWN if _is_missing(value) or value is None else f"{value:%Y-%m-%d %H:%M}"


def last_day(value: datetime | None) -> str:
    """2026-11-23 for a limit that ends with the day, else 2026-11-23 09:41."""
    ends_with_the_day = not _is_missing(value) and f"{value:%H:%M:%S}" == "23:59:59"
    return day(value) if ends_with_the_day else minute(value)


def moment(value: datetime | None) -> str:
    """2026-11-23 09:41:20."""
    return UNKNOWN if _is_missing(value) or value is None else f"{value:%Y-%m-%d %H:%M:%S}"


def weekday(value: date) -> str:
    """The day of the week in the reader's language."""
    words = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
    return t(words[value.weekday()])


def month(number: int) -> str:
    """The name of a month, 1 to 12, in the reader's language."""
    words = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")
    return t(words[number - 1])


def printable(text: object, longest: int = LONGEST_TEXT) -> str:
    """Text from the data without control, direction and zero-width characters, on one line, cut."""
    words = str(text)
    known = _known_printable if len(words) <= SHORT_TEXT else _printable
    return known(words, longest)


def _printable(text: str, longest: int) -> str:
    kept = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    words = " ".join(kept.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


_known_printable = lru_cache(MOST_TEXTS)(_printable)
"""Names are met again on every screen; long texts would take too much room."""


def escape(text: object) -> str:
    """Text from the data for a place that reads Markdown: it shows as it is and does nothing.

    Backslashes alone leave links, icons and indented code alive; a word joiner after ":" and "@"
    and within "www." takes the rest.
    """
    words = printable(text).replace("www.", f"www.{_WORD_JOINER}")
    escaped = _PUNCTUATION.sub(r"\\\1", words)
    return escaped.replace(":", f":{_WORD_JOINER}").replace("@", f"@{_WORD_JOINER}")


def as_html(text: object, longest: int = LONGEST_TEXT) -> str:
    """Text from the data for a constant HTML template: never markup, also inside an attribute."""
    return html.escape(printable(text, longest), quote=True)


def _is_missing(value: object) -> bool:
    return bool(pd.isna(value))
