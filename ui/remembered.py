"""What Streamlit works out anew in every run of every session, worked out once in a server.

Nothing of it changes while the server runs: a section of the theme as a message (another theme
needs a start anew), and the text of `st.html`. It was a third of the cost of a tick.
"""

from collections.abc import Callable
from functools import cache, lru_cache

from streamlit.elements import html
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

MOST_TEXTS = 128
"""Texts of elements that are kept: those that many readers share are few, and large."""

Fill = Callable[..., None]


def remember() -> None:
    """Put a memory before each of them; once, when the server starts."""
    for module, name, with_memory in (
        (app_session, "_populate_theme_msg", _filled_once),
        (html, "clean_text", lru_cache(MOST_TEXTS)),
    ):
        setattr(module, name, with_memory(getattr(module, name)))


def _filled_once(fill: Fill) -> Fill:
    @cache
    def filled(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        fill(message, section)
        return message

    def copied(message: CustomThemeConfig, section: str = "theme") -> None:
        if filled(section).ByteSize():  # an empty part is no part: to merge it would name it
            message.MergeFrom(filled(section))

    return copied
