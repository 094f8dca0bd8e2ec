"""A screen on which answers are missing or old is drawn anew when the database gives them again."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.pulse import pulse

LOOK_SECONDS = 2.0
LONGEST_LOOK = 64.0
TRIES = "outage_tries"


def watch(is_wanting: bool) -> None:
    """Look, every few seconds, whether to draw the screen anew; draws nothing itself.

    A screen that fails again though the database answers is tried less and less often.
    """
    if not is_wanting:
        st.session_state.pop(TRIES, None)
        return
    tries = st.session_state.get(TRIES, 0)
    st.fragment(_look, run_every=min(LOOK_SECONDS * 2**tries, LONGEST_LOOK))(tries)


def _look(tries: int) -> None:
    context = get_script_run_ctx(suppress_warning=True)
    is_later = context is not None and bool(context.fragment_ids_this_run)
    if is_later and pulse.failure is None:
        st.session_state[TRIES] = tries + 1
        st.rerun()
