"""发现: what the rules found about one case, appeal or project."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from ui import evidence
from ui.cases.case_tables import finding_times, state_word
from ui.formats import escape
from ui.labels import rule_title
from ui.orders import issue_form
from ui.parts import DOT, badge, tile
from ui.words import t

FEW = 3
MOST_STANDING = 8
"""Findings that stand open on the screen; the others unfold."""


def draw(
    grid: GridContainer,
    found: pd.DataFrame,
    step_rules: evidence.StepRules | None = None,
    *,
    beside: int = 1,
) -> None:
    """The findings, the open ones first, the withdrawn ones marked.

    Where they are many they stand beside so many other tiles.
    """
    is_open = found["state"] == "open"
    note = t("{n} 条未销号", n=int(is_open.sum()))
    if not is_open.all():
        note += t("，另 {n} 条已结束或撤回", n=int((~is_open).sum()))
    rows = beside if len(found) > FEW else 1
    with tile(grid, t("发现"), note, rows=rows):
        if found.empty:
            st.caption(t("没有发现"))
        told = found.to_dict("records")
        for row in told[:MOST_STANDING]:
            _line(row, step_rules)
        if told[MOST_STANDING:]:
            with st.expander(t("其余 {n} 条", n=len(told) - MOST_STANDING)):
                for row in told[MOST_STANDING:]:
                    _line(row, step_rules)


def _line(row: dict[str, Any], step_rules: evidence.StepRules | None) -> None:
    fact = evidence.sentence(row["rule"], row["evidence"], step_rules)
    words = f"**{escape(rule_title(row['rule']))}**　{escape(fact)}"
    with st.container(gap=None):
        if row["state"] == "open":
            st.markdown(f"{badge(row['level'])} {words}")
        else:
            st.markdown(f":gray[{state_word(row)} {words}]")
        law = evidence.law(row["rule"], row["evidence"], step_rules)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(DOT.join(map(escape, [law, *finding_times(row)])), width="content")
            issue_form.link(t("处置"), finding=row["finding_id"])
