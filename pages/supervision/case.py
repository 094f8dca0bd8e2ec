"""Why does this case bear its level? Its clocks, days, steps and findings, each with its proof."""

import streamlit as st

from data_access.appeals import appeals
from data_access.approvals import case, departures
from data_access.approvals.whole_case import whole_case
from ui import filters, findings_tile, links, lists
from ui.access import unmasking
from ui.appeals import appeal_list
from ui.cases import case_view
from ui.cases import case_words as words
from ui.evidence import by_number
from ui.fetch import fetch
from ui.formats import escape, moment
from ui.names import name
from ui.orders import issue_form, order_links
from ui.parts import DOT, board
from ui.words import t

lists.follow()
scope = filters.current_scope()
as_of = filters.current_as_of()
asked = filters.asked("id").strip()

links.link("warnings", t("返回列表"), icon=":material/arrow_back:")
found = fetch(case.find_case, scope, as_of=as_of, case_id=asked)
if found.empty:
    st.header(t("办件详情"), anchor=False)
    reason = fetch(case.why_absent, scope, as_of=as_of, case_id=asked)
    unusable = fetch(case.list_faults, scope, as_of=as_of, case_id=asked)
    case_view.absent(reason, asked, unusable, as_of)
    st.stop()

shown = words.rows(found)[0]
scope = unmasking.scope_of_case(scope, shown["case_id"])
if scope.sees_personal_data:
    shown = words.rows(fetch(case.find_case, scope, as_of=as_of, case_id=shown["case_id"]))[0]
one = {"as_of": as_of, "case_id": shown["case_id"]}
whole = fetch(whole_case, scope, clock=filters.asked("clock"), **one)
clocks = whole.clocks.clocks
step_rules = by_number(fetch(departures.list_step_rules, scope, as_of=as_of))

level = words.level_of(whole.findings)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.header(escape(name("item", shown["item_code"])), anchor=False, width="content")
    why = words.reason(whole.findings, clocks, level)
    badge = words.level_badge(level, is_closed=words.is_past(shown["closed_at"], as_of))
    st.markdown(f"{badge} {escape(why)}", width="content")
    issue_form.link(t("发督办单或发牌"), case=shown["case_id"])
    unmasking.control(scope, shown["case_id"])
data_time = t("数据时间 {time}", time=moment(as_of))
st.caption(DOT.join(map(escape, words.caption(shown, data_time))))
links.to_enterprise(shown["enterprise_code"])

grid = board(2, narrowest=420)
case_view.strip(grid, whole.clocks, scope, as_of)
case_view.ledger(grid, clocks, whole.ledger)
findings_tile.draw(grid, whole.findings, step_rules)
case_view.steps(grid, whole.steps, clocks, as_of)
case_view.notes(grid, whole.notes, whole.ratings)
order_links.draw(grid, scope, as_of, "approval", shown["case_id"])
appeal_list.about_tile(grid, fetch(appeals.list_about, scope, **one))
case_view.faults(grid, whole.faults)
