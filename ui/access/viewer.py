"""Who looks at this page, and what they may see: asked of the database in every run."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data_access.access.people import SEEN_EVERY, SignedIn, seen
from supervision.people import Right, Viewer
from ui import links
from ui.access.identity import COOKIE, SECURE_COOKIE, identify
from ui.access.recorder import recorder
from ui.clock import now
from ui.fetch import UnansweredError, say_failure
from ui.formats import as_html
from ui.words import t

CHECKED = "viewer_checked"
NOTED = "viewer_noted"
FRAGMENT_SECONDS = 25.0
"""What refreshes itself asks again after this: a change of rights holds within half a minute."""
RUN_SECONDS = 1.0
"""Within one run the answer is the same."""
VIEW_SECONDS = 300.0
"""The same page with the same filters is one deliberate view for so long."""
UNTOLD = ("lang", "wall", "page", "clock", "by", "chart")
"""What of the address is no part of what was looked at."""
MOST_NOTED = 50


@dataclass(frozen=True)
class Checked:
    """What the database said of the viewer, and when."""

    signed_in: SignedIn
    at: float


def token() -> str:
    """The token that the browser of this page presents; "" where there is none."""
    cookies = st.context.cookies
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE) or ""


def signed_in() -> SignedIn | None:
    """What the database says of the sign-in of this page, right now.

    Tests put a person of theirs in the place of this function; nothing outside the process can.
    """
    presented = token()
    return identify(presented) if presented else None


def current_viewer(*, fresh: bool = False) -> Viewer:
    """The person who looks at this page; where nobody is signed in any more, say so and stop.

    The database is asked in every run of a page, and every half minute by what refreshes itself.
    """
    known: Checked | None = st.session_state.get(CHECKED)
    if known and not fresh and time.monotonic() - known.at < _good_for():
        return known.signed_in.viewer
    try:
        found = signed_in()
    except UnansweredError as unanswered:
        say_failure(unanswered.failure)
        st.stop()
    if found is None or (known and known.signed_in.viewer.session != found.viewer.session):
        st.session_state.pop(CHECKED, None)
        say_signed_out()
        st.stop()
    st.session_state[CHECKED] = Checked(found, time.monotonic())
    return found.viewer


def open_page() -> Viewer:
    """The viewer at the begin of a run of the whole page: asked anew, and seen to be there."""
    viewer = current_viewer(fresh=True)
    known: Checked = st.session_state[CHECKED]
    presented = token()
    if presented and now() - known.signed_in.last_seen_at >= SEEN_EVERY:
        recorder.write(lambda connection: seen(connection, presented, now()), wait=0)
    return viewer


def may_open(viewer: Viewer, screen: links.Screen) -> bool:
    """Whether one of their roles opens the screen."""
    return any(viewer.may(right) for right in screen.rights)


def note_view(viewer: Viewer, screen: links.Screen) -> None:
    """Record that the screen was looked at, once for each set of filters in five minutes."""
    told = {name: value for name, value in sorted(st.query_params.items()) if name not in UNTOLD}
    key = (screen.name, *told.items())
    noted: dict[Any, float] = st.session_state.setdefault(NOTED, {})
    if time.monotonic() - noted.get(key, -VIEW_SECONDS) < VIEW_SECONDS:
        return
    while len(noted) >= MOST_NOTED:
        noted.pop(next(iter(noted)))
    noted[key] = time.monotonic()
    action = "search" if told.get("search") else "view"
    subject = told.pop("id", "") if screen.is_of_one else ""
    kind = screen.name if subject else "screen"
    recorder.record(viewer, action, kind, subject or screen.name, told)


def refuse(viewer: Viewer, screen: links.Screen) -> None:
    """Say that the screen is not theirs, record it, and show what is."""
    recorder.record(viewer, "denial", "screen", screen.name, dict(st.query_params))
    st.header(t(screen.title), anchor=False)
    st.markdown(f":material/lock: {t('您没有查看这一页的权限，需要时请联系系统管理员')}")
    for other in screens_of(viewer):
        if not other.is_hidden:
            links.link(other.name, t(other.title), icon=f":material/{other.icon}:")


def screens_of(viewer: Viewer) -> Sequence[links.Screen]:
    """The screens that they may open, in the order of the menu."""
    return [screen for screen in links.SCREENS.values() if may_open(viewer, screen)]


def say_signed_out() -> None:
    """One sentence and the way back to this very page."""
    path = urlsplit(st.context.url or "/").path or "/"
    here = f"{path}?{urlencode(st.query_params.to_dict())}".rstrip("?")
    target = "/sign-in?" + urlencode({"next": here})
    with st.container(border=True):
        st.markdown(f":material/lock_clock: {t('登录已结束，请重新登录')}")
        st.html(f'<a data-leave href="{as_html(target)}">{as_html(t("重新登录"))}</a>')


def unmasks(viewer: Viewer) -> bool:
    """Whether they may ask to see personal data in full."""
    return viewer.may(Right.UNMASK)


def _good_for() -> float:
    context = get_script_run_ctx(suppress_warning=True)
    is_part = context is not None and bool(context.fragment_ids_this_run)
    return FRAGMENT_SECONDS if is_part else RUN_SECONDS
