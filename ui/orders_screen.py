"""The screen of orders: its faces, and the scope within which a reader sees orders."""

from dataclasses import replace

import streamlit as st

from supervision.people import Right, Viewer
from supervision.scope import Scope
from ui import card_face, filters, order_view, orders_board
from ui.parts import empty
from ui.viewer import current_viewer
from ui.words import t

SELECTED = "selected_findings"
LONGEST_KEY = 200


def draw() -> None:
    """The board, or what the address names: an order, a card, a selection, a project, a case."""
    viewer = current_viewer()
    if not viewer.may(Right.SEE_CASES):
        st.header(t("督办处置"), anchor=False)
        empty(t("您没有查看督办单的权限"))
        return
    as_of = filters.current_as_of()
    scope = scope_of(viewer, filters.current_scope())
    if order_id := _asked("order"):
        order_view.draw(viewer, scope, as_of, order_id)
    elif finding_id := _asked("finding"):
        card_face.of_card(viewer, scope, as_of, finding_id)
    elif _asked("selection"):
        card_face.of_selection(viewer, scope, as_of, st.session_state.get(SELECTED, ()))
    elif project_id := _asked("project"):
        card_face.of_project(viewer, scope, as_of, project_id)
    elif case_id := _asked("case"):
        card_face.of_case(viewer, scope, as_of, case_id)
    else:
        orders_board.draw(viewer, scope, as_of)


def scope_of(viewer: Viewer, scope: Scope) -> Scope:
    """Whoever does not see all departments sees their own; of none, nothing."""
    if viewer.sees_all:
        return scope
    wanted = viewer.departments & set(scope.departments) or viewer.departments
    return replace(scope, departments=tuple(sorted(wanted)) or ("",))


def _asked(name: str) -> str:
    """A key in the address; keys of findings are longer than filters may be."""
    return st.query_params.get(name, "")[:LONGEST_KEY].strip()
