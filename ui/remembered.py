"""What Streamlit works out anew in every run of every session, worked out once in a server.

Nothing of it changes while the server runs: the options of a section (another theme needs a start
anew), their names in a message, and the text of `st.html`. It was a third of the cost of a tick.
"""

from functools import cache, lru_cache

from streamlit import config
from streamlit.elements import html
from streamlit.runtime import app_session

MOST_TEXTS = 128
"""Texts of elements that are kept: those that many readers share are few, and large."""


def remember() -> None:
    """Put a memory before each of them; once, when the server starts."""
    for module, name, memory in (
        (config, "get_options_for_section", cache),
        (app_session, "to_snake_case", cache),
        (html, "clean_text", lru_cache(MOST_TEXTS)),
    ):
        setattr(module, name, memory(getattr(module, name)))
