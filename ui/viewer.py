"""Placeholder, replaced on merge: who is signed in."""

import streamlit as st

from supervision.people import Role, Viewer

KEPT = "placeholder_viewer"


def current_viewer() -> Viewer:
    """A supervisor, or whoever `as` names in the address: leader, staff:department."""
    asked = st.query_params.get("as", "") or st.session_state.get(KEPT, "supervisor")
    st.session_state[KEPT] = asked
    role, _, department = asked.partition(":")
    found = Role(role) if role in set(Role) else Role.SUPERVISOR
    return Viewer(
        f"sample-{asked}"[:64], "演示", frozenset({found}), frozenset({department} - {""})
    )
