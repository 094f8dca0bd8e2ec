"""Tiles of the live screen, frames in, markup out: where in the flow, with whom, what happened."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from data_access.approvals.live import News
from data_access.approvals.stages import Stage
from ui import blocks, formats
from ui.charts.chart_theme import LEVELS
from ui.formats import UNKNOWN, as_html
from ui.labels import label, rule_title
from ui.links import address
from ui.names import name
from ui.words import t

LIGHTS = ("red", "yellow", "soon")
STAGE_MEASURES = {
    "accept": "awaiting_acceptance",
    "review": "in_review",
    "approve": "in_approval",
    "deliver": "in_delivery",
}
"""The measure whose list stands behind a stage."""
MOST_ROWS = 11


def stages(rows: Sequence[Stage]) -> str:
    """Four stages: a count, one thin bar worst first, and how long cases have been in it."""
    note = t(
        "待受理 {waiting} 件，在办 {open} 件",
        waiting=formats.count(rows[0].cases),
        open=formats.count(sum(row.cases for row in rows[1:])),
    )
    cells = "".join(map(_stage, rows))
    return blocks.heading(t("环节看板"), as_html(note)) + f'<div class="sv-stages">{cells}</div>'


def _stage(row: Stage) -> str:
    total, counts = row.cases, row._asdict()
    parts = "".join(
        blocks.segment(level, counts[level] / total, tip=f"{label('level', level)} {counts[level]}")
        for level in LEVELS
        if counts[level]
    )
    stay, limit = (
        UNKNOWN if days is None else str(days) for days in (row.stay_days, row.limit_days)
    )
    words = t("停留中位 {stay} / 限 {limit} 日", stay=stay, limit=limit)
    inner = (
        f'<div class="sv-stage"><span>{as_html(label("stage", row.stage))}</span>'
        f"<b>{formats.count(total)}</b></div>"
        f'<div class="sv-thin">{parts}</div>'
        f'<div class="sv-note">{as_html(words)}</div>'
    )
    return blocks.link(address("cases", measure=STAGE_MEASURES[row.stage]), inner)


def cards(frame: pd.DataFrame, by: str) -> str:
    """Open cards by department or town, worst first; what has no room is one row at the end."""
    wide = frame[frame["level"].isin(LIGHTS)].pivot_table(
        index=f"{by}_code", columns="level", values="cards", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=list(LIGHTS), fill_value=0)
    wide = wide.sort_values(list(LIGHTS), ascending=False, kind="stable")
    is_cut = len(wide) > MOST_ROWS
    shown = wide.head(MOST_ROWS - 1 if is_cut else MOST_ROWS)
    widest = max(int(shown.sum(axis=1).max()) if len(shown) else 0, 1)
    rows = [
        _cards_of(name(by, code), {by: code}, counts, widest)
        for code, counts in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    if is_cut:
        rest = wide.iloc[len(shown) :].sum()
        words = t("其余 {n} 个", n=len(wide) - len(shown))
        count = formats.count(int(rest.sum()))
        rows.append(
            '<div class="sv-row">'
            + blocks.link(address("warnings"), as_html(words))
            + f'<span class="sv-muted">{as_html(t("{n} 条", n=count))}</span></div>'
        )
    if not rows:
        rows.append(f'<p class="sv-note">{as_html(t("没有未销号的预警和牌"))}</p>')
    return blocks.heading(t("预警分布"), _switch(by) + _key()) + "".join(rows)


def _cards_of(words: str, place: Mapping[str, str], counts: Mapping[str, int], widest: int) -> str:
    parts = "".join(
        blocks.link(
            address("warnings", **{**place, "level": level}),
            formats.count(counts[level]),
            f"sv-part sv-fill-{level}",
            f"{words} · {label('level', level)} {counts[level]}",
            share=counts[level] / widest,
        )
        for level in LIGHTS
        if counts[level]
    )
    named = blocks.link(address("warnings", **place), as_html(words), tip=words)
    return f'<div class="sv-row">{named}<div class="sv-bar">{parts}</div></div>'


def _switch(by: str) -> str:
    choices = {"department": t("按部门"), "town": t("按街镇")}
    links = "".join(
        blocks.link(address("live", by=code), as_html(words), "sv-on" if code == by else "")
        for code, words in choices.items()
    )
    return f'<span class="sv-switch">{links}</span>'


def _key() -> str:
    return "".join(
        f'<i class="sv-swatch sv-fill-{level}"></i>{as_html(label("level", level))}'
        for level in LIGHTS
    )


def stream(news: Sequence[News], today: int) -> str:
    """The newest findings, two lines each, the time at the right edge; each opens its case."""
    head = blocks.heading(t("最新发现"), as_html(t("今日 {n} 条", n=formats.count(today))))
    if not news:
        return head + f'<p class="sv-note">{as_html(t("近 20 日没有发现"))}</p>'
    latest = news[0].occurs_at.date()
    return head + "".join(_entry(row, latest) for row in news)


def _entry(row: News, latest: date) -> str:
    at = row.occurs_at
    time = f"{at:%H:%M}" if at.date() == latest else f"{at:%m-%d}"
    level = row.level
    inner = (
        f"<div>{blocks.tag(level, label('level', level))}"
        f"<b>{as_html(rule_title(row.rule))}</b><time>{time}</time></div>"
        f"<p>{as_html(name('item', row.item_code))} · "
        f"{as_html(name('department', row.department_code))}</p>"
    )
    tip = t("办件 {number}", number=row.case_no)
    return blocks.link(address("case", id=row.case_id), inner, "sv-entry", tip)
