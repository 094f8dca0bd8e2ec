"""Our verdict beside the source's: where they agree, where they differ, and where one is blank."""

from datetime import datetime

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.approvals.verdicts import OURS, agreement
from data_access.named_lists import WHOLE, verdicts_name
from supervision.scope import Scope
from ui import filters, links
from ui.fetch import fetch
from ui.figure_tables import figure_table
from ui.formats import count, escape, rate
from ui.names import name
from ui.parts import empty, tile
from ui.quality import quality_frames
from ui.quality.verdict_words import our_words, verdict_words
from ui.words import t


def agreement_tile(grid: GridContainer, scope: Scope, as_of: datetime) -> None:
    """The table of agreement of each source that gives verdicts; a click opens the list."""
    is_whole = filters.asked("span") == WHOLE
    frame = fetch(agreement, scope, as_of=as_of, whole=is_whole)
    note = t("截至数据时点全部收件") if is_whole else t("时段内收件")
    with tile(grid, t("来源结论对照"), f"{note} · {t('点数字看清单')}"):
        if frame.empty:
            empty(t("时段内没有带来源结论的办件"))
        for source in frame["source_code"].unique():
            _of_source(frame, source)
        if is_whole:
            links.link("quality", t("只看时段内"), icon=":material/date_range:", span=None)
        else:
            links.link("quality", t("看全部数据"), icon=":material/all_inclusive:", span=WHOLE)


def _of_source(frame: pd.DataFrame, source: str) -> None:
    comparable, agreed, blank = quality_frames.verdict_counts(frame[frame["source_code"] == source])
    share = rate(agreed / comparable if comparable else None)
    words = t(
        "{source}：有时限且有结论的 {n} 件，一致 {agreed} 件（{share}）",
        source=escape(name("source", source)),
        n=count(comparable),
        agreed=count(agreed),
        share=share,
    )
    if blank:
        words += t("；来源结论空白的 {n} 件，按未知处理", n=count(blank))
    st.markdown(words)
    table = quality_frames.verdict_table(frame, source, OURS)
    said = {code: t("来源：{verdict}", verdict=word) for code, word in verdict_words().items()}
    columns = {"words": st.column_config.Column(t("我方结论"))} | {
        code: st.column_config.NumberColumn(title, format="localized")
        for code, title in said.items()
    }
    clicked = figure_table(
        table.assign(words=table["ours"].map(our_words())),
        table["ours"].tolist(),
        columns,
        most=len(OURS),
        key=f"verdicts_{source}",
        alt=t("来源结论对照"),
    )
    if clicked and clicked[1] != "words":
        ours, column = clicked
        verdict = "" if column == "blank" else column
        listed = verdicts_name(source, verdict, ours, whole=filters.asked("span") == WHOLE)
        links.go("cases", measure=listed)
