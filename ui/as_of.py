"""The moment that the screens show, and what stands above them: a silence, a missing year."""

from datetime import datetime

import streamlit as st

from data_access.calendar import missing_years
from ui import filters, links
from ui.fetch import UnansweredError, ask, this_pass
from ui.formats import minute
from ui.pulse import pulse
from ui.words import t


def moment_choice() -> None:
    """A small panel to choose a moment, and the way back to now."""
    panel = st.popover(
        t("历史时点"), icon=":material/history:", type="tertiary", key="moment", on_change="rerun"
    )
    if not panel.open:
        return  # a calendar costs each page a part of its time, and few ask for it
    with panel:
        shown = filters.current_as_of()
        chosen_day = st.date_input(t("日期"), value=shown.date(), max_value="today")
        chosen_time = st.time_input(t("时刻"), value=shown.time().replace(second=0), step=300)
        moment = datetime.combine(chosen_day, chosen_time)
        st.button(t("查看当时"), on_click=_stand_at, args=(moment,), type="primary")


def banner() -> None:
    """What the reader must know of every figure: it stands still, is from before, lacks a year."""
    is_still, years, failure = filters.stands_still(), _missing_years(), pulse.failure
    if not is_still and not years and failure is None and this_pass.oldest is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if failure is not None:
            since = f"{failure.since:%H:%M:%S}"
            words = t("数据库自 {time} 起没有回答，画面保留此前数据，恢复后自动更新", time=since)
            st.markdown(f":orange-badge[:material/cloud_off: {words}]", width="content")
        elif this_pass.oldest is not None:
            oldest = minute(this_pass.oldest)
            words = t("部分数字没有及时读到，保留 {time} 的数字，稍后自动重试", time=oldest)
            st.markdown(f":orange-badge[:material/cloud_off: {words}]", width="content")
        if is_still:
            words = t("画面停在 {moment}，不再更新", moment=minute(filters.current_as_of()))
            st.markdown(f":orange-badge[:material/history: {words}]", width="content")
            st.button(t("回到现在"), on_click=_return_to_now, type="tertiary", key="return_to_now")
        if years:
            words = t("{year} 年工作日历尚未载入，跨年时限为暂定", year=t("、").join(years))
            st.markdown(f":orange-badge[:material/event_busy: {words}]", width="content")


def _missing_years() -> list[str]:
    try:
        years, _ = ask(missing_years, filters.current_scope(), as_of=filters.current_as_of())
    except UnansweredError:
        return []  # the screen says that there is no answer
    return [str(year) for year in years]


def _stand_at(moment: datetime) -> None:
    st.query_params["as_of"] = links.written(moment)


def _return_to_now() -> None:
    st.query_params.pop("as_of", None)
