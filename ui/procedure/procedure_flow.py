"""The tiles of how an item is really handled: the flow of its steps, and its whole paths."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.approvals import procedure
from ui.charts import charts_procedure
from ui.charts.flow_layout import Layout, lay_out
from ui.charts.showing import show
from ui.formats import UNKNOWN, count, escape, rate
from ui.parts import empty, tile
from ui.procedure.procedure_list import FIRST
from ui.procedure.procedure_view import View, narrow
from ui.words import t

FEW_PATHS = 0.5
"""With more distinct paths a case than this, comparing with one path would flag everything."""
LONGEST_PATH = 12
"""Steps of a path that are written out."""
FLOW_CHART = "flow_chart"


def flow_tile(grid: GridContainer, view: View) -> None:
    """实际流程: the steps and the ways between them."""
    layout = lay_out(view.flow)
    note = t("线宽为件数，虚线为退回；实心圆为规定的环节；点击看办件")
    with tile(grid, t("实际流程"), note, columns=2):
        if not view.item:
            empty(t("所选时段没有办结件"))
            return
        if layout.rows.empty:
            empty(t("没有环节记录"), t("来源没有送来环节，事项也没有规定流程"))
            return
        chart = charts_procedure.flow(layout, view.names, view.flow.looked_at)
        show(chart, key=FLOW_CHART, on_select=_follow_flow, alt=t("实际流程"))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(left_out_words(view.flow, layout), width="stretch")
            with st.popover(t("全部环节"), icon=":material/table_rows:", type="tertiary"):
                _steps_table(view)
            with st.popover(t("全部走向"), icon=":material/table_rows:", type="tertiary"):
                _ways_table(view)


def left_out_words(flow: procedure.Flow, layout: Layout) -> str:
    """What the drawing does not show, said."""
    parts = []
    if flow.closed > flow.looked_at:
        parts.append(
            t("办结 {n} 件，只看最近 {m} 件", n=count(flow.closed), m=count(flow.looked_at))
        )
    if layout.left_out_steps:
        parts.append(t("另有 {n} 个较少的环节", n=count(layout.left_out_steps)))
    if layout.left_out_ways:
        parts.append(t("另有 {n} 条较少的走向", n=count(layout.left_out_ways)))
    parts.append(t("画出的占全部走向 {share}", share=rate(layout.share, 0)))
    return t("，").join(parts)


def paths_tile(grid: GridContainer, view: View) -> None:
    """走法: the commonest whole paths; almost one a case is said, not flagged."""
    flow = view.flow
    note = t("共 {n} 种", n=count(flow.distinct_paths))
    with tile(grid, t("走法"), note):
        if flow.paths.empty:
            empty(t("没有环节记录"))
            return
        if flow.distinct_paths > FEW_PATHS * flow.looked_at:
            st.caption(
                t("几乎每件走法不同：实际办理本就如此，偏离按规则逐条判断，不按一条固定路线")
            )
        names = view.names
        for place, path in enumerate(flow.paths.to_dict("records"), 1):
            codes = path["path"].split(procedure.ARROW)
            share = rate(path["cases"] / flow.looked_at)
            with st.container(gap=None):
                st.button(
                    t("{n} 件，{share}", n=count(path["cases"]), share=share),
                    key=f"path_{place}",
                    type="tertiary",
                    on_click=narrow,
                    kwargs={"path": str(place)},
                )
                st.caption(escape(_path_words(codes, names)))


def _path_words(codes: list[str], names: Mapping[str, str]) -> str:
    """The steps of a path; of a long one the first ones, and how many there are."""
    shown = f" {procedure.ARROW} ".join(names[code] for code in codes[:LONGEST_PATH])
    return (
        shown if len(codes) <= LONGEST_PATH else t("{steps} … 共 {n} 步", steps=shown, n=len(codes))
    )


def _follow_flow() -> None:
    """Show the cases of the step or of the way that was clicked."""
    marks = st.session_state[FLOW_CHART]["selection"].get(charts_procedure.FLOW_CLICK) or [{}]
    step, previous = marks[0].get("step_code"), marks[0].get("previous")
    if not step:
        return
    if previous == charts_procedure.ANY_STEP:
        narrow(step=step)
    else:
        narrow(step=step, after=previous or FIRST)


def _steps_table(view: View) -> None:
    steps = view.flow.steps
    table = pd.DataFrame(
        {
            t("环节"): steps.step_code.map(view.names),
            t("与规定相比"): [
                t("规定的环节") if declared else t("规定以外的环节")
                for declared in steps.is_declared
            ],
            t("办件"): steps.cases,
            t("次数"): steps.times,
            t("超时"): steps.late,
            t("中位用时"): steps.median_used,
            t("时限"): steps.limit_days,
        }
    )
    st.dataframe(table, hide_index=True, placeholder=UNKNOWN, height=420, width=680)


def _ways_table(view: View) -> None:
    edges, names = view.flow.edges, view.names
    table = pd.DataFrame(
        {
            t("自"): [names.get(code, t("开始")) for code in edges.previous],
            t("至"): edges.step_code.map(names),
            t("次数"): edges.times,
            t("中位等候（工作日）"): edges.median_waited,
        }
    )
    st.dataframe(table, hide_index=True, placeholder=UNKNOWN, height=420, width=560)
