"""The weeks to come: a calendar of how many milestones are due each day, and which they are."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ui import blocks, filters, links
from ui.formats import as_html, count, day
from ui.projects.project_rows import opening
from ui.projects.projects_screen import own_names
from ui.words import t

MOST_WEEKS = 8
ROWS_OPEN = 6
"""Lines of the milestones before their table scrolls."""
MOST_LISTED, MOST_NAMED = 60, 12
"""Milestones in the list, and in the words of a day; of a day that is chosen all are listed."""
FAINTEST, STRONGEST = 0.04, 0.55
FULL = 3
"""So many milestones a day have the strongest ground, unless a day has more."""
DAY = "day"
"""What the address calls the chosen day."""


def draw(coming: pd.DataFrame, days: pd.DataFrame) -> None:
    """The calendar above the list; a day that is pressed narrows the list to it.

    coming: project_id, name, name_en, stone, stone_en, due_at. days: day, is_off, is_today, whole
    weeks from a Monday.
    """
    coming = coming.assign(day=coming["due_at"].dt.normalize())
    chosen = filters.asked(DAY)
    st.html(calendar(_named(coming), days, chosen))
    of_day = coming[coming["day"].dt.strftime("%Y-%m-%d") == chosen]
    listed = of_day if len(of_day) else coming.head(MOST_LISTED)
    if listed.empty:
        return
    titles = {"day": t("日期"), "title": t("项目"), "stone": t("节点")}
    rows = (
        {
            "day": f"{row.day:%m-%d}",
            "title": opening(str(row.project_id), str(row.title)),
            "stone": as_html(row.words),
        }
        for row in _named(listed).itertuples()
    )
    st.html(blocks.scrolled(blocks.few_rows(titles, rows, ()), ROWS_OPEN))
    left = len(coming) - len(listed)
    if len(of_day):
        st.html(blocks.way(_address(None), t("看全部日期")))
    elif left:
        st.caption(t("另有 {n} 个在后，点日期查看", n=count(left)))


def calendar(coming: pd.DataFrame, days: pd.DataFrame, chosen: str) -> str:
    """A field a day: its date, and how many milestones are due; their names where it is pointed at.

    coming: day, title, words. days: as of `draw`.
    """
    due = {on: (some["title"].tolist(), some["words"].tolist()) for on, some in coming.groupby(DAY)}
    most = max((len(titles) for titles, _ in due.values()), default=0)
    weekdays = (t("周一"), t("周二"), t("周三"), t("周四"), t("周五"), t("周六"), t("周日"))
    fields = ["<b></b>", *(f"<b>{as_html(weekday)}</b>" for weekday in weekdays)]
    for row in days.head(7 * MOST_WEEKS).to_dict("records"):
        on = row["day"]
        titles, words = due.get(on, ([], []))
        if on.day_of_week == 0:
            fields.append(f"<b>{on:%m-%d}</b>")
        ground = FAINTEST + (STRONGEST - FAINTEST) * len(titles) / max(most, FULL)
        style = "sv-field" + " sv-off" * row["is_off"] + " sv-today" * row["is_today"]
        style += " sv-chosen" * (day(on) == chosen)
        inner = f"<small>{on.day}</small>{len(titles) or ''}"
        held = f'class="{style}" style="--due:{ground:.2f}" title="{_tip(on, titles, words)}"'
        if titles:
            href = as_html(_address(day(on)), longest=blocks.LONGEST_ADDRESS)
            fields.append(f'<a {held} href="{href}">{inner}</a>')
        else:
            fields.append(f"<div {held}>{inner}</div>")
    return f'<div class="sv-weeks">{"".join(fields)}</div>'


def _named(coming: pd.DataFrame) -> pd.DataFrame:
    """With `title` and `words` of the milestone in the reader's language."""
    return coming.assign(title=own_names(coming), words=own_names(coming, "stone"))


def _tip(on: pd.Timestamp, titles: Sequence[str], words: Sequence[str]) -> str:
    names = [f"{title} {word}" for title, word in zip(titles, words, strict=True)]
    shown = names[:MOST_NAMED]
    if len(names) > MOST_NAMED:
        shown.append(t("等 {n} 个", n=count(len(names))))
    return as_html(t("；").join([day(on), *shown]))


def _address(on: str | None) -> str:
    """The screen as it is, of this day."""
    kept = {each: filters.asked(each) for each in ("light", "town", "map")}
    return links.address("projects", **kept, day=on)
