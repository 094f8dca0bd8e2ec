"""The orders about a case or a project, on its own screen: where each stands, and the way to it."""

from datetime import datetime

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.orders import reading
from data_access.orders.reading import Wanted
from supervision.scope import Scope
from ui import links
from ui.fetch import fetch
from ui.formats import escape, minute
from ui.labels import label
from ui.orders.order_words import light_badge
from ui.parts import tile
from ui.words import t

MOST = 20


def draw(grid: GridContainer, scope: Scope, as_of: datetime, line: str, subject_id: str) -> None:
    """One line an order, the open ones first; nothing where there is none."""
    wanted = Wanted(line=line, subject_id=subject_id)
    orders = fetch(reading.listed, scope, as_of=as_of, wanted=wanted, limit=MOST)
    if orders.empty:
        return
    with tile(grid, t("督办单"), t("{n} 张", n=len(orders)), columns=2):
        for row in orders.to_dict("records"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                links.link("order", row["order_no"], icon=":material/gavel:", id=row["order_id"])
                light = light_badge(row["light"]) if isinstance(row["light"], str) else ""
                state = escape(label("order_state", row["state"]))
                since = t("{issued} 发出", issued=minute(row["issued_at"]))
                st.markdown(f"{light} {state}　:gray[{escape(since)}]", width="content")
