"""The weeks to come: a calendar of how many milestones are due each day, and which they are."""

import pandas as pd
import streamlit as st

from ui import blocks
from ui.formats import as_html, day
from ui.projects.project_rows import opening
from ui.projects.projects_screen import own_names
from ui.words import t

MOST_WEEKS = 8
ROWS_OPEN = 6
"""Lines of the milestones before their table scrolls."""
FAINTEST, STRONGEST = 0.04, 0.55
FULL = 3
"""So many milestones a day have the strongest ground, unless a day has more."""


def draw(coming: pd.DataFrame, days: pd.DataFrame) -> None:
    """The calendar above the list.

    coming: project_id, name, name_en, stone, stone_en, due_at. days: day, is_off, is_today, whole
    weeks from a Monday.
    """
    coming = coming.assign(
        day=coming["due_at"].dt.normalize(),
        title=own_names(coming),
        words=own_names(coming, "stone"),
    )
    st.html(calendar(coming, days))
    if len(coming):
        titles = {"day": t("日期"), "title": t("项目"), "stone": t("节点")}
        rows = (
            {
                "day": f"{row.day:%m-%d}",
                "title": opening(str(row.project_id), str(row.title)),
                "stone": as_html(row.words),
            }
            for row in coming.itertuples()
        )
        st.html(blocks.scrolled(blocks.few_rows(titles, rows, ()), ROWS_OPEN))


def calendar(coming: pd.DataFrame, days: pd.DataFrame) -> str:
    """A field a day: its date, and how many milestones are due; their names where it is pointed at.

    coming: day, title, words. days: as of `draw`.
    """
    due = {
        on: [f"{title} {words}" for title, words in zip(some["title"], some["words"], strict=True)]
        for on, some in coming.groupby("day")
    }
    most = max((len(names) for names in due.values()), default=0)
    titles = (t("周一"), t("周二"), t("周三"), t("周四"), t("周五"), t("周六"), t("周日"))
    fields = ["<b></b>", *(f"<b>{as_html(title)}</b>" for title in titles)]
    for row in days.head(7 * MOST_WEEKS).to_dict("records"):
        on, names = row["day"], due.get(row["day"], [])
        if on.day_of_week == 0:
            fields.append(f"<b>{on:%m-%d}</b>")
        ground = FAINTEST + (STRONGEST - FAINTEST) * len(names) / max(most, FULL)
        style = "sv-field" + " sv-off" * row["is_off"] + " sv-today" * row["is_today"]
        tip = as_html("；".join([day(on), *names]))
        number = len(names) or ""
        fields.append(
            f'<div class="{style}" style="--due:{ground:.2f}" title="{tip}">'
            f"<small>{on.day}</small>{number}</div>"
        )
    return f'<div class="sv-weeks">{"".join(fields)}</div>'
