"""What does each number mean? Every indicator's card, with the numbers of today behind it."""

import pandas as pd
import streamlit as st

from data_access.figures import indicators
from supervision.indicators import INDICATORS
from ui import filters
from ui.fetch import fetch
from ui.filter_words import chosen
from ui.formats import escape
from ui.parts import DOT, board, empty, head
from ui.quality import definition_cards, quality_frames
from ui.words import t

scope = filters.current_scope()
as_of = filters.current_as_of()

where = [f"{name} {escape(value)}" for name, value in chosen()]
tools = head(
    t("指标口径"),
    t("共 {n} 项，一数一义，点数字看清单", n=sum(map(len, definition_cards.GROUPS.values()))),
    note=DOT.join(where),
)
with tools:
    filters.period_choice()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    words = definition_cards.group_words()
    group = filters.segments("group", words, default="timeliness", title=t("类别"))
    st.space("stretch")
    wanted = filters.search("search", t("名称、编号或口径中的字"))

shown = definition_cards.matching(wanted) if wanted else definition_cards.GROUPS[group]
values = fetch(indicators, scope, as_of=as_of, names=tuple(INDICATORS)).set_index("name")
if any(indicator.line == "truth" for indicator in shown):
    values = pd.concat([values, quality_frames.truth_values(scope, as_of)])
if not shown:
    empty(t("没有找到"), escape(wanted))
grid = board(2, narrowest=420)
for indicator in shown:
    definition_cards.draw(grid, indicator, values.loc[indicator.name])
