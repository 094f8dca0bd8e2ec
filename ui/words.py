"""Words on screen: Chinese is the source language, the reader's language is chosen here."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from supervision.words import LANGUAGES, translate
from ui.address import told

CHINESE, ENGLISH = LANGUAGES


def language() -> str:
    """The language of this reader: the address says it, else the browser; Chinese by default.

    Outside a page (a worker thread, a test of a chart) it is Chinese.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return CHINESE
    asked = told().get("lang", "")
    if asked in LANGUAGES:
        return asked
    return ENGLISH if (st.context.locale or "").lower().startswith("en") else CHINESE


def t(chinese: str, **values: object) -> str:
    """The sentence in the reader's language, with its values filled in."""
    return translate(chinese, language(), **values)
