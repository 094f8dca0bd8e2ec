"""What does the district have of this enterprise? Its cases, appeals, projects, on one line."""

from typing import Any

import streamlit as st

from data_access.enterprises import enterprise
from ui import filters, links
from ui.enterprises import enterprise_view
from ui.fetch import fetch
from ui.formats import escape
from ui.parts import DOT, board
from ui.words import t

scope = filters.current_scope()
as_of = filters.current_as_of()
asked = filters.asked("enterprise").strip()

links.link("warnings", t("返回列表"), icon=":material/arrow_back:")
one: dict[str, Any] = {"as_of": as_of, "enterprise": asked}
found = fetch(enterprise.find_enterprise, scope, **one)
if found.empty:
    st.header(t("企业全景"), anchor=False)
    enterprise_view.absent(asked)
    st.stop()

shown = found.to_dict("records")[0]
findings = fetch(enterprise.list_open_findings, scope, **one)
slow = fetch(enterprise.list_slow_appeals, scope, **one)
counted = fetch(enterprise.count_history, scope, **one)
newest = fetch(enterprise.list_history, scope, **one, limit=enterprise_view.MOST_READ)
st.header(escape(enterprise_view.title(shown)), anchor=False)
st.caption(DOT.join(map(escape, enterprise_view.caption(shown, as_of))))

enterprise_view.cards(asked, counted, findings, slow)
grid = board(2, narrowest=420)
enterprise_view.line_tile(grid, newest, as_of)
enterprise_view.findings(grid, findings)
enterprise_view.slow_appeals(grid, slow)
enterprise_view.lists(grid, scope, one, counted, newest)
enterprise_view.not_connected(grid)
