"""The one place that writes for a screen: the key of a form, a deadline, and words for a failure.

A form has a key from when it is first drawn until what it says is written; so a second click, and
another try after an outage, write it once. Who is not told that it is written is told so.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from data_access.engine import reading, the_engine
from data_access.orders.drafts import keep_draft, kept_draft
from data_access.orders.refusals import (
    ChangedError,
    NotAllowedError,
    NotFoundError,
    UnfitError,
    WriteRefusedError,
)
from data_access.schema.orders import LONGEST_WORDS
from supervision.people import Viewer
from supervision.typed_words import plain_words
from ui.access.viewer import current_viewer
from ui.clock import now
from ui.fetch import OUTAGES, UnansweredError, once
from ui.formats import count
from ui.words import t

log = logging.getLogger(__name__)

Written = TypeVar("Written")
SECONDS = 6.0
"""How long a person waits for a write before they are told that nothing is known of it."""
WRITES, TOLD, LAST_TOLD = "writes_done", "told", "last_told"


def form_key(form: str) -> str:
    """The key of a form: made when it is first drawn, the same until it is written."""
    keys: dict[str, str] = st.session_state.setdefault("form_keys", {})
    return keys.setdefault(form, str(uuid.uuid4()))


def writes_done() -> int:
    """How often this reader has written: what was read before is not shown again."""
    return int(st.session_state.get(WRITES, 0))


def is_written(form: str, key: str) -> bool:
    """Whether the form with this key is written: the second of two clicks says what the first did.

    A callback asks it first: what the fields of a written form held is gone.
    """
    if st.session_state.get("form_keys", {}).get(form) == key:
        return False
    st.session_state[TOLD] = st.session_state.get(LAST_TOLD)
    return True


def write(
    form: str, work: Callable[..., Written], deed: object, done: Callable[[Written], str]
) -> None:
    """Write what a form says, from its callback; the outcome is told when the screen is drawn.

    Who writes is asked of the database again: the form may have been drawn before a right was
    taken away. The work is a function of an engine, this viewer and the deed.
    """
    viewer, moment = current_viewer(fresh=True), now()
    outcome: list[Written] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            outcome.append(work(the_engine(), viewer, deed, now=moment, draft_key=form))
        except Exception as error:
            failed.append(error)

    worker = threading.Thread(target=run, name="write", daemon=True)
    worker.start()
    worker.join(SECONDS)
    if outcome:
        st.session_state.get("form_keys", {}).pop(form, None)
        st.session_state[WRITES] = writes_done() + 1
        st.session_state[LAST_TOLD] = (True, done(outcome[0]))
        st.session_state[TOLD] = st.session_state[LAST_TOLD]
    else:
        st.session_state[TOLD] = (False, _failure(failed[0] if failed else TimeoutError()))


def tell() -> None:
    """Say what became of the last write, once, at the place where it is called."""
    told = st.session_state.pop(TOLD, None)
    if told is not None:
        is_done, words = told
        icon = "check_circle" if is_done else "error"
        st.markdown(f":{'green' if is_done else 'red'}-badge[:material/{icon}: {words}]")


def words_key(key: str) -> str:
    """Under which the words of the form with this key are found."""
    return f"words_{key}"


def words_area(viewer: Viewer, form: str, title: str, placeholder: str) -> None:
    """A field for words, kept as a draft whenever the reader leaves it.

    It takes whatever is pasted: a field with a limit would cut it, or refuse it, without a word.
    """
    key = words_key(form_key(form))
    if key not in st.session_state:
        st.session_state[key] = _kept(viewer, form)
    st.text_area(
        title,
        key=key,
        placeholder=placeholder,
        height=110,
        on_change=_keep,
        args=(viewer, form, key),
    )
    letters = len(plain_words(st.session_state[key]))
    if letters > LONGEST_WORDS:
        words = t("已写 {n} 字，至多 2000 字；草稿只保留前 2000 字", n=count(letters))
        st.caption(f":red[{words}]")


def _keep(viewer: Viewer, form: str, key: str) -> None:
    """Keep a draft; where that fails the words are still in the field."""
    try:
        words, moment = st.session_state[key], now()
        once(lambda: keep_draft(the_engine(), viewer, form, words, moment))
    except UnansweredError as error:
        log.warning("a draft could not be kept, incident %s", error.failure.number)


def _kept(viewer: Viewer, form: str) -> str:
    def read() -> str:
        with reading() as connection:
            return kept_draft(connection, viewer, form)

    try:
        return once(read)
    except UnansweredError as error:
        log.warning("a draft could not be read, incident %s", error.failure.number)
        return ""


def _failure(error: Exception) -> str:
    """What to say of a write that did not come through, in one sentence."""
    if isinstance(error, UnfitError):
        words = {
            "words": t("请填写内容，至多 2000 字"),
            "length": t("内容超过 2000 字，未写入；请缩短后再提交"),
            "due_on": t("办结期限不能早于今天"),
            "department": t("请选择部门"),
            "rule": t("请选择规则"),
        }
        return words[str(error)]
    if isinstance(error, WriteRefusedError):
        refusals: dict[type[Exception], str] = {
            ChangedError: t("他人刚刚办理过，未写入；请看现在的情况后再办"),
            NotAllowedError: t("您没有办理此事的权限，未写入"),
            NotFoundError: t("所指的对象已不存在或已撤销，未写入"),
        }
        return next(words for kind, words in refusals.items() if isinstance(error, kind))
    if isinstance(error, OUTAGES):
        log.warning("a write was not confirmed: %s", type(error).__name__)
        return t("数据库没有确认，不知是否写入；请再按一次，同一张单不会重复")
    number = uuid.uuid4().hex[:6].upper()
    log.error("a write failed, incident %s", number, exc_info=error)
    return t("未能写入，事件号 {number}", number=number)
