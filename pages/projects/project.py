"""Where does this project stand? Its dates, approvals, blockers, money and findings, with proof."""

from typing import Any

import streamlit as st

from data_access.appeals import appeals
from data_access.projects import project
from ui import filters, findings_tile, links
from ui.appeals import appeal_list
from ui.fetch import fetch
from ui.formats import escape
from ui.orders import issue_form, order_links
from ui.parts import DOT, board
from ui.projects import project_view
from ui.words import t

scope = filters.current_scope()
as_of = filters.current_as_of()
asked = filters.asked("id").strip()

links.link("projects", t("返回列表"), icon=":material/arrow_back:")
one: dict[str, Any] = {"as_of": as_of, "project_id": asked}
found = fetch(project.find_project, scope, **one)
if found.empty:
    st.header(t("项目详情"), anchor=False)
    project_view.absent(fetch(project.is_waiting, scope, **one), asked)
    st.stop()

shown = found.to_dict("records")[0]
findings = fetch(project.list_findings, scope, **one)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.header(escape(project_view.title(shown)), anchor=False, width="content")
    st.markdown(project_view.reason(shown, findings), width="content")
    issue_form.link(t("发督办单"), project=asked)
st.caption(DOT.join(map(escape, project_view.caption(shown, as_of))))
links.to_enterprise(shown["enterprise_code"])

grid = board(2, narrowest=420)
versions = fetch(project.list_versions, scope, **one)
project_view.dates(grid, versions, shown, as_of)
project_view.chain(grid, fetch(project.list_links, scope, **one), shown, as_of)
findings_tile.draw(grid, findings, beside=3)
project_view.blockers(grid, fetch(project.list_blockers, scope, **one))
project_view.money(grid, fetch(project.list_reports, scope, **one))
project_view.history(grid, versions)
order_links.draw(grid, scope, as_of, "project", asked)
appeal_list.about_tile(grid, fetch(appeals.list_about, scope, **one))
