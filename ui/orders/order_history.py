"""What was done with an order or a card: each act with its time, its person and their words."""

import pandas as pd
import streamlit as st

from ui.formats import UNKNOWN, escape, minute
from ui.labels import label
from ui.names import name
from ui.words import t


def draw(acts: pd.DataFrame, words: str) -> None:
    """The acts, the newest first; `words` names the column of what was written."""
    for row in acts.iloc[::-1].to_dict("records"):
        department = row["department_code"]
        side = name("department", department) if department else t("监察")
        who = f"{side} {row['person_name'] or UNKNOWN}"
        title = escape(label("order_action", row["action"]))
        with st.container(gap=None):
            st.markdown(f"**{title}**　:gray[{minute(row['acted_at'])}　{escape(who)}]")
            if row[words]:
                st.text(row[words])
