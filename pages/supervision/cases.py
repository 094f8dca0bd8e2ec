"""Which cases make this number? The list behind any figure, and the way to each case."""

import streamlit as st

from data_access.named_lists import title_of
from ui import filters, lists
from ui.cases import case_list
from ui.formats import escape
from ui.parts import DOT, head
from ui.words import t

lists.follow()
scope = filters.current_scope()
as_of = filters.current_as_of()
asked = filters.asked("measure", "open")

found = title_of(asked)
if found is None:
    head(t("办件清单"))
    st.markdown(f":gray[:material/help:] {t('没有名为 {name} 的指标', name=escape(asked))}")
    st.stop()

title = t(found)
listing, page = case_list.page(scope, as_of, asked)
sentence, is_equal = case_list.sentence(scope, as_of, asked, listing)
chosen = [f"{name} {escape(value)}" for name, value in case_list.chosen_words(asked)]
anchor = t("按{anchor}计", anchor=case_list.counted_by(asked))
tools = head(title, sentence, note=DOT.join([*chosen, anchor]))
with tools:
    case_list.export(scope, as_of, asked, title, listing.frame)
if not is_equal:
    st.markdown(f":red-badge[:material/error: {t('数字与清单不符，请通知管理员')}]")
case_list.table(listing.frame, asked)
lists.footer(listing.total, page, len(listing.frame))
