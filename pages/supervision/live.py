"""What is going wrong now, where, with whom, and what will go wrong next; for those who watch."""

import streamlit as st

from ui import filters
from ui.live import live_screen

REFRESH_SECONDS = 3.5
"""With the evaluation's rest and the second that watchers share, a change shows within five."""

places = live_screen.frame()


@st.fragment(run_every=None if filters.stands_still() else REFRESH_SECONDS)
def board() -> None:
    """Everything that moves."""
    live_screen.draw(places)


board()
