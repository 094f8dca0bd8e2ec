"""Names of departments, items, towns and sources in the reader's language."""

from collections.abc import Sequence

import streamlit as st

from data_access import directory
from supervision.scope import Period, Scope
from ui.clock import now
from ui.fetch import UnansweredError, ask
from ui.formats import printable
from ui.words import ENGLISH, language, t

UNNAMED = {"department": "未知部门", "item": "未知事项", "town": "未知街镇", "source": "未知来源"}


def name(kind: str, code: object) -> str:
    """What people call it; the code where the tables do not name it, a phrase where it is empty."""
    if not isinstance(code, str) or code == "":
        return t(UNNAMED[kind])
    found = _names(language()).get((kind, code), "")
    return printable(found, 80) if found else printable(code, 40)


def codes(kind: str) -> Sequence[str]:
    """Every code of a kind, in the order in which the tables show them."""
    return [code for known, code in _names(language()) if known == kind]


def _names(language_code: str) -> dict[tuple[str, str], str]:
    """Looked up once a run of the page; the shared answer lives a minute."""
    held = st.session_state.get("_names")
    minute = now().replace(second=0)
    if held and held[0] == (language_code, minute):
        names: dict[tuple[str, str], str] = held[1]
        return names
    scope = Scope(Period(minute.date(), minute.date()))
    try:
        frame, _ = ask(directory.names, scope, as_of=minute)
    except UnansweredError:
        return held[1] if held else {}
    column = "name_en" if language_code == ENGLISH else "name"
    names = {
        (row.kind, row.code): getattr(row, column) or row.name
        for row in frame.itertuples(index=False)
    }
    st.session_state["_names"] = ((language_code, minute), names)
    return names
