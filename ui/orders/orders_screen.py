"""The screens of orders: the board, one order, and what something is to be done about.

Each is a page of its own: a link from a page to itself does not change the address.
"""

from datetime import datetime

import streamlit as st

from supervision.people import Viewer
from supervision.scope import Scope
from ui import filters, links
from ui.access.viewer import current_viewer
from ui.address import told
from ui.orders import card_face, order_view, orders_board

SELECTED = "selected_findings"
LONGEST_KEY = 200
KINDS = ("finding", "selection", "project", "case")
"""What an address may name that something is to be done about."""


def board() -> None:
    """The board; an address that names something leads to where it is dealt with."""
    for kind in KINDS:
        if named := _asked(kind):
            links.go("card", **{kind: named})
    orders_board.draw(*_who_and_what())


def one_order() -> None:
    """The order that the address names."""
    order_view.draw(*_who_and_what(), _asked("id"))


def about_something() -> None:
    """The card, selection, project or case that the address names."""
    viewer, scope, as_of = _who_and_what()
    if _asked("selection"):
        card_face.of_selection(viewer, scope, as_of, st.session_state.get(SELECTED, ()))
    elif project_id := _asked("project"):
        card_face.of_project(viewer, scope, as_of, project_id)
    elif case_id := _asked("case"):
        card_face.of_case(viewer, scope, as_of, case_id)
    else:
        card_face.of_card(viewer, scope, as_of, _asked("finding"))


def _who_and_what() -> tuple[Viewer, Scope, datetime]:
    """Who asks, within which bounds, of which moment."""
    return current_viewer(), filters.current_scope(), filters.current_as_of()


def _asked(name: str) -> str:
    """A key in the address; keys of findings are longer than filters may be."""
    return told().get(name, "")[:LONGEST_KEY].strip()
