"""Personal data of one case in full: for who has the right, with a reason, recorded before."""

import logging
import time
from dataclasses import replace

import streamlit as st

from data_access.access.access_log import note
from data_access.engine import writing
from supervision.people import Right
from supervision.scope import Scope
from supervision.typed_words import plain_words
from supervision.words import N_
from ui.access import recorder
from ui.access.viewer import current_viewer
from ui.fetch import once
from ui.words import t

log = logging.getLogger(__name__)

UNMASKED = "unmasked_until"
OUTCOME = "unmask_outcome"
REASON, MORE = "unmask_reason", "unmask_more"
UNMASKED_SECONDS = 600.0
"""So long the one case shows personal data; then the reason is asked for again."""
SHORTEST_REASON = 4
LONGEST_REASON = 200
REASONS = {
    "verify": N_("核查办件"),
    "order": N_("督办核实"),
    "complaint": N_("处理投诉举报"),
    "other": N_("其他"),
}


def scope_of_case(scope: Scope, case_id: str) -> Scope:
    """The scope for one case: with personal data while it has been asked for with a reason."""
    until = st.session_state.get(UNMASKED, {}).get(case_id, 0.0)
    may = current_viewer().may(Right.UNMASK)
    return replace(scope, sees_personal_data=True) if may and time.monotonic() < until else scope


def control(scope: Scope, case_id: str) -> None:
    """The button that asks for a reason, or a mark that the data is shown in full."""
    if scope.sees_personal_data:
        words = t("正在显示完整信息，已记录")
        st.markdown(f":orange-badge[:material/visibility: {words}]", width="content")
    elif current_viewer().may(Right.UNMASK):
        pressed = st.button(
            t("查看完整信息"), icon=":material/visibility:", type="tertiary", key="unmask"
        )
        if pressed:
            st.session_state.pop(OUTCOME, None)
        if pressed or st.session_state.get(OUTCOME) in OUTCOMES:
            st.dialog(t("查看完整信息"))(_ask_for_reason)(case_id)


def _ask_for_reason(case_id: str) -> None:
    outcome = st.session_state.pop(OUTCOME, "")
    if outcome == "recorded":
        st.rerun()
    st.caption(t("姓名将完整显示十分钟；查看人、时间与理由先写入访问记录"))
    st.selectbox(t("理由"), list(REASONS), format_func=lambda code: t(REASONS[code]), key=REASON)
    st.text_input(t("具体说明"), key=MORE)
    if outcome:
        st.markdown(f":red[:material/error: {t(OUTCOMES[outcome])}]")
    st.button(t("记录并查看"), type="primary", on_click=_record, args=(case_id,))


OUTCOMES = {
    "short": N_("请写明具体说明，至少四个字"),
    "long": N_("具体说明至多 200 字，请缩短"),
    "refused": N_("您没有查看完整信息的权限"),
    "failed": N_("访问记录没有写成，不能显示"),
}


def _record(case_id: str) -> None:
    """Write the record; only when the database has it, the data may be shown."""
    more = plain_words(str(st.session_state.get(MORE) or ""))
    reason = str(st.session_state.get(REASON) or "")
    viewer = current_viewer(fresh=True)
    if not viewer.may(Right.UNMASK):
        st.session_state[OUTCOME] = "refused"
        recorder.recorder.record(viewer, "denial", "case", case_id)
        return
    if len(more) < SHORTEST_REASON or reason not in REASONS:
        st.session_state[OUTCOME] = "short"
        return
    if len(more) > LONGEST_REASON:
        st.session_state[OUTCOME] = "long"
        return

    def write() -> None:
        with writing() as connection:
            note(
                connection,
                viewer,
                action="unmask",
                subject_type="case",
                subject_id=case_id,
                detail={"reason": reason, "words": more},
            )

    try:
        once(write)
    except Exception as error:  # whatever the fault: without a record nothing is shown
        log.warning("an unmasking was not recorded: %s", type(error).__name__)
        st.session_state[OUTCOME] = "failed"
        return
    until = st.session_state.setdefault(UNMASKED, {})
    until[case_id] = time.monotonic() + UNMASKED_SECONDS
    st.session_state[OUTCOME] = "recorded"
