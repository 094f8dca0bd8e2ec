"""How fast approvals are, told honestly: on time three ways, who decides, what limits are worth.

For leaders who compare departments, and for auditors who ask what pauses and extensions hide.
"""

import streamlit as st

from ui import filters, splits
from ui.efficiency import efficiency_export, efficiency_frames, efficiency_tiles, pause_tiles
from ui.fetch import UnansweredError
from ui.names import codes, name
from ui.parts import board, department_choice, head
from ui.words import t

as_of = filters.current_as_of()
scope = filters.current_scope()
by = filters.asked("by", "department")
by = by if by in splits.words() else "department"

try:
    view = efficiency_tiles.look(scope, as_of, by)
except UnansweredError:
    head(t("审批效能"))
    raise
compared = efficiency_frames.compared(view.rates, ranks=by != "month")
order = compared["key"].tolist()
ways = efficiency_frames.on_time_ways(view.rates, order)

tools = head(
    t("审批效能"),
    efficiency_tiles.sentence(view, ways, compared),
    note=t("{first} 至 {last} 到期", first=scope.period.first, last=scope.period.last),
)
with tools:
    filters.period_choice()
    efficiency_export.button(view)

with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    filters.segments("by", splits.words(), default="department", title=t("分组"))
    st.space("stretch")
    department_choice()
    filters.choose(
        "item",
        codes("item"),
        lambda code: name("item", code),
        everything=t("全部事项"),
        title=t("事项"),
        width=220,
    )

efficiency_tiles.three_cards(view)
grid = board(2, narrowest=420)
efficiency_tiles.ways_tile(grid, ways, by)
efficiency_tiles.comparison_tile(grid, compared, view)
efficiency_tiles.levels_tile(grid, view)
efficiency_tiles.limits_tile(grid, view)
efficiency_tiles.endings_tile(grid, order, view)
pause_tiles.nearness_tile(grid, view)
pause_tiles.audit_tile(grid, view)
