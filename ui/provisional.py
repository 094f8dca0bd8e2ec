"""Due dates in a year whose calendar is not published: they may still move, and say so."""

from collections.abc import Iterable

import pandas as pd

from data_access.calendar import published_years
from ui import filters
from ui.fetch import ask
from ui.words import t


def provisional(due: pd.Series) -> pd.Series:
    """Whether each due moment lies in such a year; no due moment is never provisional."""
    years, _ = ask(published_years, filters.current_scope(), as_of=filters.current_as_of())
    moments = pd.to_datetime(due)
    return moments.notna() & ~moments.dt.year.isin(years)


def marked(words: str, is_provisional: bool) -> str:
    """The words of a due date, with a mark where it is provisional."""
    return t("{due}（暂定）", due=words) if is_provisional else words


def yes_or_empty(flags: Iterable[bool]) -> list[str | None]:
    """The flags as a column of a table: a word where it is so, nothing where it is not."""
    return [t("是") if flag else None for flag in flags]
