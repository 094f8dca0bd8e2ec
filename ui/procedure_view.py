"""The tiles of the procedure screen: the flow, its paths, the departures, the list behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access import departures, procedure
from data_access.figures import Listing, figures
from supervision.scope import Scope
from ui import case_list, charts_procedure, filters, links
from ui.case_words import step_name
from ui.evidence import StepRules, own_words
from ui.fetch import fetch
from ui.flow_layout import Layout, lay_out
from ui.formats import UNKNOWN, count, escape, printable, rate
from ui.labels import label, rule_title
from ui.names import name
from ui.parts import empty, tile
from ui.words import t

CLOSED = "closed"
FEW_PATHS = 0.5
"""With more distinct paths a case than this, comparing with one path would flag everything."""
MOST_BARS = 10
LONGEST_PATH = 12
"""Steps of a path that are written out."""
FLOW_CHART = "flow_chart"
FIRST = "-"
"""In the address: the step was the first of its case."""
BETWEEN = "|"
"""Between the parts of a key that a chart answers with."""
NARROWING = ("step", "after", "path", "rule", "rule_no", "unit")
"""What in the address narrows the list below, beside item, department and period."""


@dataclass(frozen=True)
class View:
    """What the tiles look at: one item in a period, at a moment."""

    scope: Scope
    as_of: datetime
    item: str
    flow: procedure.Flow

    @property
    def names(self) -> dict[str, str]:
        """The words of every step code."""
        return {step["step_code"]: step_words(step) for step in self.flow.steps.to_dict("records")}


def volumes(scope: Scope, as_of: datetime) -> dict[str, int]:
    """How many cases of each item were closed in the period, most first."""
    frame = fetch(figures, scope, as_of=as_of, names=(CLOSED,), by="item")
    known = frame[frame["item"] != ""].sort_values([CLOSED, "item"], ascending=[False, True])
    return dict(zip(known["item"], known[CLOSED], strict=True))


def choices(closed: dict[str, int], departments: Sequence[str], view: View) -> None:
    """The item and the department to look at, and whose departures."""
    busiest = next(iter(closed), "")

    def item_words(code: str) -> str:
        return t("{item}（{n} 件）", item=name("item", code), n=count(closed.get(code, 0)))

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        filters.choose(
            "item",
            [code for code in closed if code != busiest],
            item_words,
            everything=item_words(busiest) if busiest else t("没有办结件"),
            title=t("事项"),
            width=360,
        )
        filters.choose(
            "department",
            departments,
            lambda code: name("department", code),
            everything=t("全部部门"),
            title=t("部门"),
        )
        if view.flow.closed:
            links.link(
                "cases",
                t("办结 {n} 件", n=count(view.flow.closed)),
                icon=":material/chevron_right:",
                measure=CLOSED,
                item=view.item,
            )
        st.space("stretch")
        ranges = {"item": t("本事项的偏离"), "all": t("全部事项的偏离")}
        filters.segments("range", ranges, default="item", title=t("偏离范围"))


def look(scope: Scope, as_of: datetime, item: str) -> View:
    """The flow of an item, asked for once."""
    return View(scope, as_of, item, fetch(procedure.flow, scope, as_of=as_of, item=item))


def step_words(step: Mapping[str, Any]) -> str:
    """What a step is called: its own name, else its kind, else its code."""
    own = step["name"]
    if isinstance(own, str) and own:
        return step_name(step["step_code"], own, step["name_en"])
    kind = step["kind"]
    if isinstance(kind, str) and kind not in ("", "other", step["step_code"]):
        return f"{label('step_kind', kind)} {printable(step['step_code'], 24)}"
    if kind == step["step_code"]:
        return label("step_kind", kind)
    return step_name(step["step_code"], None)


def sentence(view: View) -> str:
    """What to take away: how many paths there are, and how common the commonest is."""
    flow = view.flow
    if not flow.looked_at:
        return t("所选时段没有办结件")
    cases = int(flow.paths.cases.iloc[0]) if len(flow.paths) else 0
    share = rate(cases / flow.looked_at, 0)
    return t("{n} 种走法，最常见的占 {share}", n=count(flow.distinct_paths), share=share)


def flow_tile(grid: GridContainer, view: View) -> None:
    """实际流程: the steps and the ways between them."""
    layout = lay_out(view.flow)
    note = t("线宽为件数，虚线为退回；实心圆为规定的环节；点击看办件")
    with tile(grid, t("实际流程"), note, columns=2):
        if layout.rows.empty:
            empty(t("没有环节记录"), t("来源没有送来环节，事项也没有规定流程"))
            return
        chart = charts_procedure.flow(layout, view.names, view.flow.looked_at)
        st.altair_chart(chart, key=FLOW_CHART, on_select=_follow_flow, alt=t("实际流程"))
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

    st.altair_chart(chart, key=key, on_select=follow, alt=alt)
    if len(ordered) > MOST_BARS:
        st.caption(t("另有 {n} 项较少", n=len(ordered) - MOST_BARS))


def rule_words(rule: str, rule_no: str, step_rules: StepRules) -> str:
    """What a rule is called; of a declared rule about steps its own sentence."""
    if rule_no == departures.MISSING_STEP:
        return t("缺少规定的环节")
    declared = step_rules.get(rule_no)
    return own_words(declared, "sentence") if declared else rule_title(rule)


def list_tile(grid: GridContainer, view: View, found_in: Scope, step_rules: StepRules) -> None:
    """办件: the list behind what was clicked; nothing while nothing was."""
    words = _narrowed_words(view, step_rules)
    if not words:
        return
    number = filters.wanted_page(case_list.MOST_PAGES)
    listing = _listing(view, found_in, (number - 1) * case_list.ROWS_A_PAGE)
    with tile(grid, t("办件"), escape(words), columns=2):
        st.button(t("收起清单"), icon=":material/close:", type="tertiary", on_click=narrow)
        case_list.table(listing.frame, CLOSED)
        case_list.footer(listing, number)


def _narrowed_words(view: View, step_rules: StepRules) -> str:
    step, after = filters.asked("step"), filters.asked("after")
    if step:
        shown = view.names.get(step, printable(step, 40))
        if not after:
            return t("经过“{step}”的办件", step=shown)
        before = t("开始") if after == FIRST else view.names.get(after, printable(after, 40))
        return t("由“{first}”到“{then}”的办件", first=before, then=shown)
    if place := _path_place(view):
        return t("第 {n} 种走法的办件", n=place)
    if rule := filters.asked("rule"):
        return rule_words(rule, filters.asked("rule_no"), step_rules)
    if unit := filters.asked("unit"):
        return t("{department}的偏离", department=name("department", unit))
    return ""


def _path_place(view: View) -> int:
    asked = filters.asked("path")
    place = int(asked) if asked.isdecimal() else 0
    return place if 0 < place <= len(view.flow.paths) else 0


def _listing(view: View, found_in: Scope, offset: int) -> Listing:
    shared: dict[str, Any] = {
        "as_of": view.as_of,
        "limit": case_list.ROWS_A_PAGE,
        "offset": offset,
    }
    if step := filters.asked("step"):
        after = {FIRST: "", "": None}.get(filters.asked("after"), filters.asked("after"))
        return fetch(
            procedure.list_cases, view.scope, item=view.item, step=step, previous=after, **shared
        )
    if place := _path_place(view):
        path = view.flow.paths.path[place - 1]
        return fetch(procedure.list_cases, view.scope, item=view.item, path=path, **shared)
    if unit := filters.asked("unit"):
        found_in = replace(found_in, departments=(unit,))
    rule, rule_no = filters.asked("rule"), filters.asked("rule_no")
    return fetch(departures.list_found, found_in, rule=rule, rule_no=rule_no, **shared)


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


def narrow(**wanted: str) -> None:
    """Let the list show what was clicked, and nothing else; without anything, no list."""
    for name_of_filter in (*NARROWING, "page"):
        st.query_params.pop(name_of_filter, None)
    for name_of_filter, value in wanted.items():
        if value:
            st.query_params[name_of_filter] = value


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
