"""The list behind what was clicked on the procedure screen: a step, a way, a path, a departure."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.approvals import departures, procedure
from data_access.figures import Listing
from supervision.scope import Scope
from ui import filters
from ui.cases import case_list
from ui.evidence import StepRules
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import count, printable
from ui.lists import ROWS_A_PAGE, footer, page_asked
from ui.names import name
from ui.parts import tile
from ui.procedure.departure_tiles import rule_words
from ui.procedure.procedure_view import CLOSED, View, narrow
from ui.words import t

PLACED = ("case_no", "item_code", "department_code", "town_code")
CASE_COLUMNS = (*PLACED, "received_at", "accepted_at", "closed_at", "outcome")
FOUND_COLUMNS = ("level", *PLACED, "rule", "occurs_at")
"""What a workbook bears of a case, and of a departure."""
FIRST = "-"
"""In the address: the step was the first of its case."""


def list_tile(grid: GridContainer, view: View, found_in: Scope, step_rules: StepRules) -> None:
    """办件: the list behind what was clicked; nothing while nothing was."""
    words = _narrowed_words(view, step_rules)
    if not words:
        return
    question, scope, shared = _question(view, found_in)

    def asked(offset: int) -> Listing:
        shown = {"limit": ROWS_A_PAGE, "offset": offset, **shared}
        return fetch(question, scope, as_of=view.as_of, **shown)

    listing, number = page_asked(asked)
    with tile(grid, t("办件"), words, columns=2):
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


def export(view: View, found_in: Scope, step_rules: StepRules) -> None:
    """The export button: what was clicked; every departure that the tiles count before that."""
    is_of_cases = _is_of_cases(view)
    words = case_list.headings()
    asked_for = [pair for pair in chosen() if pair[0] != t("事项")]
    if is_of_cases or found_in.items:
        asked_for.append((t("事项"), name("item", view.item)))
    asked_for.append((t("清单"), _narrowed_words(view, step_rules) or t("全部偏离")))
    of_cases = t("期间办结的办件，超过 {n} 件的只看最近 {n} 件", n=count(procedure.MOST_CASES))
    of_departures = t("期间发生的偏离规定的发现，已撤回的不计；按发生日计")
    sheet = Export(
        t("流程规范"),
        view.as_of,
        {column: words[column] for column in (CASE_COLUMNS if is_of_cases else FOUND_COLUMNS)},
        asked_for,
        of_cases if is_of_cases else of_departures,
    )

    def rows() -> tuple[int, pd.DataFrame]:
        question, scope, shared = _question(view, found_in)
        listing, _ = ask(question, scope, as_of=view.as_of, limit=MOST_ROWS, offset=0, **shared)
        return listing.total, case_list.in_sheet(listing.frame)

    export_button(sheet, rows)


def _is_of_cases(view: View) -> bool:
    """Whether the list is of cases that went a way; else it is of departures found."""
    return bool(filters.asked("step") or _path_place(view))


def _question(
    view: View, found_in: Scope
) -> tuple[Callable[..., Listing], Scope, dict[str, str | None]]:
    """What the list asks, and of what; all departures where nothing was clicked."""
    if step := filters.asked("step"):
        after = {FIRST: "", "": None}.get(filters.asked("after"), filters.asked("after"))
        taken = {"item": view.item, "step": step, "previous": after}
        return procedure.list_cases, view.scope, taken
    if place := _path_place(view):
        path = view.flow.paths.path[place - 1]
        return procedure.list_cases, view.scope, {"item": view.item, "path": path}
    if unit := filters.asked("unit"):
        found_in = replace(found_in, departments=(unit,))
    rule, rule_no = filters.asked("rule"), filters.asked("rule_no")
    return departures.list_found, found_in, {"rule": rule, "rule_no": rule_no}
