"""The list behind what was clicked on the procedure screen: a step, a way, a path, a departure."""

from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access import departures, procedure
from data_access.figures import Listing
from supervision.scope import Scope
from ui import case_list, filters
from ui.departure_tiles import rule_words
from ui.evidence import StepRules
from ui.fetch import fetch
from ui.formats import escape, printable
from ui.lists import ROWS_A_PAGE, footer
from ui.names import name
from ui.parts import tile
from ui.procedure_view import CLOSED, View, narrow
from ui.words import t

FIRST = "-"
"""In the address: the step was the first of its case."""


def list_tile(grid: GridContainer, view: View, found_in: Scope, step_rules: StepRules) -> None:
    """办件: the list behind what was clicked; nothing while nothing was."""
    words = _narrowed_words(view, step_rules)
    if not words:
        return
    number = filters.wanted_page(case_list.MOST_PAGES)
    listing = _listing(view, found_in, (number - 1) * ROWS_A_PAGE)
    with tile(grid, t("办件"), escape(words), columns=2):
        st.button(t("收起清单"), icon=":material/close:", type="tertiary", on_click=narrow)
        case_list.table(listing.frame, CLOSED)
        footer(listing.total, number, len(listing.frame))


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
        "limit": ROWS_A_PAGE,
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
