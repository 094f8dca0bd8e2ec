"""What the procedure screen looks at: one item in a period, its choices, and what narrows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from data_access.approvals import procedure
from data_access.figures import figures
from supervision.scope import Scope
from ui import filters, links
from ui.cases.case_words import step_name
from ui.fetch import fetch
from ui.formats import count, printable, rate
from ui.labels import label
from ui.names import name
from ui.words import t

CLOSED = "closed"
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


def narrow(**wanted: str) -> None:
    """Let the list show what was clicked, and nothing else; without anything, no list."""
    for name_of_filter in (*NARROWING, "page"):
        st.query_params.pop(name_of_filter, None)
    for name_of_filter, value in wanted.items():
        if value:
            st.query_params[name_of_filter] = value
