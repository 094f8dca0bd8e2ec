"""The tiles of departures from what is declared: by rule, by department, by item."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from supervision.rules.procedure import MISSING_STEP
from ui.charts import charts_procedure
from ui.charts.showing import show
from ui.evidence import StepRules, own_words
from ui.labels import rule_title
from ui.names import name
from ui.parts import empty, tile
from ui.procedure.procedure_view import narrow
from ui.words import t

MOST_BARS = 10
BETWEEN = "|"
"""Between the parts of a key that a chart answers with."""


def rules_tile(grid: GridContainer, found: pd.DataFrame, step_rules: StepRules) -> None:
    """偏离规定: what the rules found, each declared sentence for itself."""
    counted = found.groupby(["rule", "rule_no"], as_index=False).findings.sum()
    counted["key"] = counted.rule + BETWEEN + counted.rule_no
    counted["name"] = [
        rule_words(rule, number, step_rules)
        for rule, number in zip(counted.rule, counted.rule_no, strict=True)
    ]
    with tile(grid, t("按规则"), t("发现数，点击看办件")):
        _bars(counted, "rules_chart", t("按规则"), ("rule", "rule_no"))


def departments_tile(grid: GridContainer, found: pd.DataFrame) -> None:
    """按部门: the same findings by the department responsible."""
    counted = found.groupby("department_code", as_index=False).findings.sum()
    counted["key"] = counted.department_code
    counted["name"] = [name("department", code) for code in counted.department_code]
    with tile(grid, t("按部门"), t("发现数，点击看办件")):
        _bars(counted, "departments_chart", t("按部门"), ("unit",))


def items_tile(grid: GridContainer, found: pd.DataFrame) -> None:
    """偏离较多的事项: where to look next."""
    counted = found.groupby("item_code", as_index=False).findings.sum()
    counted = counted[counted.item_code != ""].assign(key=counted.item_code)
    counted["name"] = [name("item", code) for code in counted.item_code]
    with tile(grid, t("偏离较多的事项"), t("全部事项，点击看其流程")):
        _bars(counted, "items_chart", t("偏离较多的事项"), ("item",))


def _bars(counted: pd.DataFrame, key: str, alt: str, filters_of_key: tuple[str, ...]) -> None:
    if counted.empty:
        empty(t("没有发现偏离"))
        return
    ordered = counted.sort_values(["findings", "key"], ascending=[False, True])
    chart = charts_procedure.departures(ordered.head(MOST_BARS))

    def follow() -> None:
        marks = st.session_state[key]["selection"].get(charts_procedure.BAR_CLICK)
        if marks:
            values = marks[0]["key"].split(BETWEEN)
            narrow(**dict(zip(filters_of_key, values, strict=True)))

    show(chart, key=key, on_select=follow, alt=alt)
    if len(ordered) > MOST_BARS:
        st.caption(t("另有 {n} 项较少", n=len(ordered) - MOST_BARS))


def rule_words(rule: str, rule_no: str, step_rules: StepRules) -> str:
    """What a rule is called; of a declared rule about steps its own sentence."""
    if rule_no == MISSING_STEP:
        return t("缺少规定的环节")
    declared = step_rules.get(rule_no)
    return own_words(declared, "sentence") if declared else rule_title(rule)
