"""访问审计: who looked at what, and whether the log is whole."""

import json
from datetime import datetime

import pandas as pd
import streamlit as st

from data_access.access import access_entries
from data_access.access.access_log import Verified
from supervision.people import Viewer
from supervision.words import N_
from ui import filters, links
from ui.access.unmasking import REASONS
from ui.fetch import fetch
from ui.formats import UNKNOWN, count, printable
from ui.labels import LABELS, label
from ui.lists import ROW_HEIGHT, ROWS_A_PAGE, footer
from ui.parts import empty
from ui.words import t

SEAL_SHOWN = 12
KINDS = {
    "person": N_("人员"),
    "list": N_("清单"),
    "order": N_("督办"),
    "card": N_("牌"),
}
"""What an entry may be about, beside a screen."""
TOLD = {
    "act": N_("动作"),
    "reason": N_("理由"),
    "words": N_("具体说明"),
    "total": N_("总数"),
    "rows": N_("行数"),
    "filters": N_("筛选条件"),
    "search": N_("查找"),
    "department": N_("部门"),
    "level": N_("级别"),
    "as_of": N_("数据时间"),
    "order_no": N_("督办单号"),
    "rule": N_("规则"),
    "others": N_("其余对象"),
}
"""What the detail of an entry is called, as far as it has a word."""
WIDTHS = {
    "no": 64,
    "at": 150,
    "who": 220,
    "roles": 90,
    "action": 110,
    "subject": 210,
    "detail": 220,
    "session": 104,
    "seal": 104,
}


def chain(state: Verified) -> None:
    """Whether the chain holds, and its head, for comparison with what was written outside."""
    head = t(
        "共 {n} 条，最新封印 {seal}，库外存证 {heads} 处",
        n=count(state.head.entries),
        seal=state.head.seal[:SEAL_SHOWN],
        heads=count(state.heads_outside),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if state.faults:
            st.markdown(
                f":red-badge[:material/error: {t('记录链断裂，请立即核查')}]", width="content"
            )
        else:
            words = t(
                "最近 {n} 条链式校验一致",
                n=count(min(access_entries.VERIFIED_ENTRIES, state.head.entries)),
            )
            st.markdown(f":green-badge[:material/verified: {words}]", width="content")
        st.caption(head)
    for fault in state.faults[:3]:
        st.caption(f":red[{printable(fault)}]")


def choices(viewer: Viewer, as_of: datetime) -> None:
    """The filters: only actions that occur are offered, with how often."""
    counts = fetch(
        access_entries.count_by_action, viewer, as_of=as_of, period=filters.current_period()
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        filters.choose(
            "action",
            [code for code in LABELS["action"] if code in counts],
            lambda code: f"{label('action', code)} {count(counts.get(code, 0))}",
            everything=t("全部动作"),
            title=t("动作"),
            width=190,
        )
        filters.search("search", t("人员或对象"))


def entries(viewer: Viewer, as_of: datetime) -> None:
    """A page of the log, and the pages."""
    page = filters.wanted_page(1_000_000)
    options = {
        "period": filters.current_period(),
        "action": filters.asked("action"),
        "search": filters.asked("search").strip(),
        "limit": ROWS_A_PAGE,
    }
    offset = (page - 1) * ROWS_A_PAGE
    found = fetch(access_entries.list_entries, viewer, as_of=as_of, offset=offset, **options)
    if not found.total:
        empty(t("没有访问记录"))
        return
    last = -(-found.total // ROWS_A_PAGE)
    if page > last:
        page, offset = last, (last - 1) * ROWS_A_PAGE
        found = fetch(access_entries.list_entries, viewer, as_of=as_of, offset=offset, **options)
    table(found.frame)
    footer(found.total, page, len(found.frame))


def table(frame: pd.DataFrame) -> None:
    """The entries as rows, text from outside shown as text."""
    column = st.column_config
    config = {
        code: column.TextColumn(title, width=WIDTHS[code]) for code, title in headings().items()
    }
    config["no"] = column.NumberColumn(headings()["no"], width=WIDTHS["no"], format="%d")
    config["at"] = column.DatetimeColumn(
        headings()["at"], format="YYYY-MM-DD HH:mm:ss", width=WIDTHS["at"]
    )
    st.dataframe(
        worded(frame),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        column_order=list(headings()),
        column_config=config,
        placeholder=UNKNOWN,
        alt=t("访问审计"),
    )


def headings() -> dict[str, str]:
    """The columns in words."""
    return {
        "no": t("序号"),
        "at": t("时间"),
        "who": t("人员"),
        "roles": t("角色"),
        "action": t("动作"),
        "subject": t("对象"),
        "detail": t("内容"),
        "session": t("会话"),
        "seal": t("封印"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    rows = frame.to_dict("records")
    return pd.DataFrame(
        {
            "no": frame["entry_no"],
            "at": frame["at"],
            "who": [printable(f"{row['person_name']} {row['person_id']}", 60) for row in rows],
            "roles": [_roles(row["roles"]) for row in rows],
            "action": [label("action", row["action"]) for row in rows],
            "subject": [_subject(row["subject_type"], row["subject_id"]) for row in rows],
            "detail": [_detail(row["detail"]) for row in rows],
            "session": frame["session"],
            "seal": frame["seal"].str[:SEAL_SHOWN],
        }
    )


def _roles(codes: str) -> str:
    return t("、").join(label("role", code) for code in codes.split(",") if code)


def _subject(kind: str, subject: str) -> str:
    if kind == "screen" and subject in links.SCREENS:
        return t(links.SCREENS[subject].title)
    known = KINDS.get(kind) or (links.SCREENS[kind].title if kind in links.SCREENS else "")
    title = t(known) if known else kind
    return printable(f"{title} {subject}", 120)


def _detail(words: str) -> str:
    try:
        told = json.loads(words)
    except ValueError:
        return printable(words, 200)
    parts = []
    for name, value in told.items():
        shown = value
        if name == "reason" and value in REASONS:
            shown = t(REASONS[value])
        elif name == "act":
            shown = label("order_action", value)
        elif isinstance(value, list):
            shown = t("、").join(map(str, value))
        parts.append(f"{t(TOLD[name]) if name in TOLD else name} {shown}")
    return printable(t("；").join(parts), 200)
