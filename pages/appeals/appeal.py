"""What became of this appeal? Both voices, its loop, clocks and findings, each with its proof."""

from typing import Any

import streamlit as st

from data_access.appeals import appeal, appeal_clocks
from ui import filters, findings_tile, links
from ui.appeals import appeal_view
from ui.fetch import fetch
from ui.formats import escape
from ui.names import name
from ui.parts import DOT, board
from ui.words import t

scope = filters.current_scope()
as_of = filters.current_as_of()
asked = filters.asked("id").strip()

links.link("appeals", t("返回列表"), icon=":material/arrow_back:")
found = fetch(appeal.find_appeal, scope, as_of=as_of, appeal_id=asked)
if found.empty:
    st.header(t("诉求详情"), anchor=False)
    appeal_view.absent(fetch(appeal.is_waiting, scope, as_of=as_of, appeal_id=asked), asked)
    st.stop()

shown = found.to_dict("records")[0]
one: dict[str, Any] = {"as_of": as_of, "appeal_id": shown["appeal_id"]}
findings = fetch(appeal.list_findings, scope, **one)
clocks = fetch(appeal_clocks.list_clocks, scope, **one)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.header(escape(name("category", shown["category_code"])), anchor=False, width="content")
    st.markdown(appeal_view.reason(shown, findings), width="content")
st.caption(DOT.join(map(escape, appeal_view.caption(shown, as_of))))

grid = board(2, narrowest=420)
appeal_view.rounds(grid, fetch(appeal.list_rounds, scope, **one))
appeal_view.words(grid, shown)
appeal_view.strip(grid, clocks, scope, as_of)
appeal_view.acts(grid, fetch(appeal.list_acts, scope, **one))
findings_tile.draw(grid, findings)
appeal_view.ledger(grid, clocks.clocks, scope, as_of, shown["appeal_id"])
