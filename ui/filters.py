"""Filters live in the address: what it says is what the widgets show, also after Back.

A widget never owns a filter. It is set from the address before it is drawn, and writes the address
when the reader changes it; so a link, a bookmark and the browser's Back all mean the same thing.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from supervision.people import Right
from supervision.scope import Period, Scope
from ui import links
from ui.access.viewer import current_viewer
from ui.address import told
from ui.clock import now
from ui.words import t

DEFAULT_DAYS = 30
PERIODS = {"30": "近 30 日", "90": "近 90 日", "365": "近 365 日"}
MOST_PAGE_BUTTONS, PAGE_BUTTON = 7, 42
"""Numbers between the arrows below a list, and the pixels of each: left to its content the
pagination shows "1" of two pages."""
LONGEST_VALUE = 64
"""No filter is longer than a code; a longer one in the address is cut."""


def asked(name: str, default: str = "") -> str:
    """What the address says of a filter."""
    return told().get(name, default)[:LONGEST_VALUE]


def asked_moment(name: str) -> datetime | None:
    """A moment in the address, if it can be read: ISO, a bare day means its last second."""
    text = asked(name)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2026-11-23"):
        found = found.replace(hour=23, minute=59, second=59)
    return found.replace(tzinfo=None, microsecond=0)


def asked_day(name: str) -> date | None:
    """A day in the address, if it can be read."""
    try:
        return date.fromisoformat(asked(name))
    except ValueError:
        return None


def stands_still() -> bool:
    """Whether the address names a moment at which the screens stand."""
    return asked_moment("as_of") is not None


def current_as_of() -> datetime:
    """The moment that the screen shows: the address's, or now to the second."""
    return asked_moment("as_of") or now()


def current_period(days: int = DEFAULT_DAYS) -> Period:
    """The period in the address; without one, so many days that end at the shown moment."""
    last = asked_day("to") or current_as_of().date()
    first = asked_day("from")
    if first is None or first > last:
        return Period.ending(last, days)
    return Period(first, last)


def current_scope(days: int = DEFAULT_DAYS, *, also: Right | None = None) -> Scope:
    """What this reader asks about, as far as they may see it: the one place that makes scopes.

    Period, department, item and town are those of the address; of the departments the viewer sees
    only theirs, whatever the address says. Who has the right `also` sees every department here.
    Personal data is masked; only the screen of one case shows it, and records that first.
    """
    viewer, asked_for = current_viewer(), _one("department")
    sees_here = also is not None and viewer.may(also)
    return Scope(
        period=current_period(days),
        departments=asked_for if sees_here else viewer.departments_seen(asked_for),
        items=_one("item"),
        towns=_one("town"),
    )


def choose(
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    everything: str,
    title: str,
    width: int = 150,
) -> str:
    """A select box for one filter; "" stands for everything. Returns the chosen code.

    A code in the address that is not among the options is offered too: a shared link never lies.
    """
    chosen = asked(name)
    codes = ["", *options, *([chosen] if chosen and chosen not in options else [])]
    key = f"filter_{name}"
    st.session_state[key] = chosen
    st.selectbox(
        title,
        codes,
        format_func=lambda code: words(code) if code else everything,
        key=key,
        label_visibility="collapsed",
        width=width,
        on_change=_write,
        args=(name, key),
    )
    return chosen


def segments(name: str, words: dict[str, str], *, default: str, title: str) -> str:
    """A row of segments for one filter, one of them always chosen. Returns the chosen code."""
    chosen = asked(name, default)
    chosen = chosen if chosen in words else default
    key = f"filter_{name}"
    st.session_state[key] = chosen
    st.segmented_control(
        title,
        list(words),
        required=True,
        format_func=lambda code: words[code],
        key=key,
        label_visibility="collapsed",
        on_change=_write,
        args=(name, key, default),
    )
    return chosen


def search(name: str, placeholder: str, *, width: int = 210) -> str:
    """A field for text to look for. Returns what the address holds."""
    key = f"filter_{name}"
    st.session_state[key] = asked(name)
    st.text_input(
        placeholder,
        placeholder=placeholder,
        icon=":material/search:",
        key=key,
        label_visibility="collapsed",
        width=width,
        max_chars=LONGEST_VALUE,
        on_change=_write,
        args=(name, key),
    )
    return asked(name).strip()


def wanted_page(pages: int) -> int:
    """The page of a list that the address asks for, counted from 1; the last where it is past."""
    wanted = asked("page", "1")
    return min(max(int(wanted) if wanted.isdecimal() else 1, 1), max(pages, 1))


def page_number(pages: int) -> int:
    """The pagination below a list; the page stands in the address. Returns it, counted from 1."""
    shown = wanted_page(pages)
    if pages > 1:
        st.session_state["filter_page"] = shown
        st.pagination(
            pages,
            width=PAGE_BUTTON * (min(pages, MOST_PAGE_BUTTONS) + 2),
            max_visible_pages=MOST_PAGE_BUTTONS,
            key="filter_page",
            on_change=_write,
            args=("page", "filter_page", "1"),
        )
    return shown


def period_choice() -> None:
    """Thirty, ninety or 365 days that end at the shown moment, or the period in the address."""
    first, last = asked_day("from"), asked_day("to")
    is_own = first is not None or last is not None
    words = {days: t(word) for days, word in PERIODS.items()}
    period = current_period()
    ends_now = period.last == current_as_of().date()
    chosen = str(period.days) if ends_now and str(period.days) in PERIODS else ""
    if is_own and not chosen:
        chosen = "own"
        words["own"] = t("{first} 至 {last}", first=period.first, last=period.last)
    st.session_state["filter_period"] = chosen or str(DEFAULT_DAYS)
    st.segmented_control(
        t("时段"),
        list(words),
        required=True,
        format_func=lambda code: words[code],
        key="filter_period",
        label_visibility="collapsed",
        on_change=_write_period,
    )


def _one(name: str) -> tuple[str, ...]:
    chosen = asked(name)
    return (chosen,) if chosen else ()


def _write(name: str, key: str, default: str = "") -> None:
    """Put what the widget says into the address; another filter begins again at page one."""
    value = str(st.session_state[key] or "").strip()
    if value and value != default:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
    if name != "page":
        st.query_params.pop("page", None)


def _write_period() -> None:
    chosen = st.session_state["filter_period"]
    if chosen == "own":
        return
    last = current_as_of().date()
    if chosen == str(DEFAULT_DAYS):
        st.query_params.pop("from", None)
    else:
        first = last - timedelta(days=int(chosen) - 1)
        st.query_params["from"] = links.written(first)
    st.query_params.pop("to", None)
    st.query_params.pop("page", None)
