"""The board of orders: what this reader must decide or answer today, and all the rest below."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from data_access.figures import indicators
from data_access.orders import card_reading, reading
from data_access.orders.delivery import health
from data_access.orders.reading import Wanted
from supervision.people import Right, Viewer
from supervision.scope import Scope
from supervision.words import N_
from ui import filters
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import count, escape, printable, rate
from ui.labels import label, options
from ui.lists import ROWS_A_PAGE, footer
from ui.orders import order_table
from ui.parts import DOT, board, department_choice, empty, head, tile
from ui.words import t

FIRST = 10
"""So many at the top, and no more: a list that is longer is not worked through today."""
TURNS = {
    "": N_("全部未了结"),
    "department": N_("待部门"),
    "supervisor": N_("待监察"),
    "ended": N_("已了结"),
}
INDICATORS = ("order_on_time_rate", "order_answer_on_time_rate", "order_closing_rate")


def draw(viewer: Viewer, scope: Scope, as_of: datetime) -> None:
    """The whole board."""
    decides = viewer.may(Right.SUPERVISE)
    counts = fetch(reading.counted, scope, as_of=as_of, wanted=Wanted(turn="open"))
    first, waiting = _first(viewer, scope, as_of)
    tools = head(
        t("督办处置"), _sentence(counts, waiting, decides=decides), note=_rates(scope, as_of)
    )
    with tools:
        department_choice()
        _export(scope, as_of)
    grid = board(1, narrowest=420)
    title = t(_first_title(viewer))
    with tile(grid, title, _first_note(waiting)):
        if first.empty:
            empty(t("没有等您办理的督办单"))
        else:
            order_table.draw(first, as_of, key="first_orders", title=title)
    _rest(grid, scope, as_of)
    if decides:
        _notices(grid, scope, as_of)


def _first_title(viewer: Viewer) -> str:
    """What stands at the top for whom."""
    if viewer.may(Right.SUPERVISE):
        return N_("今天要决定")
    return N_("今天要答复") if viewer.may(Right.ANSWER) else N_("待部门办理")


def _first(viewer: Viewer, scope: Scope, as_of: datetime) -> tuple[pd.DataFrame, int]:
    """What waits for this reader, contested cards first, ten at most; and how much there is."""
    decides = viewer.may(Right.SUPERVISE)
    wanted = Wanted(turn="supervisor" if decides else "department")
    counts = fetch(reading.counted, scope, as_of=as_of, wanted=wanted)
    orders = fetch(reading.listed, scope, as_of=as_of, wanted=wanted, limit=FIRST)
    total = int(counts["orders"].sum())
    if not decides:
        return orders, total
    cards = fetch(card_reading.contested_cards, scope, as_of=as_of, limit=FIRST)
    if cards.empty:
        return orders, total
    shown = pd.DataFrame(
        {
            "order_id": None,
            "order_no": t("牌的申诉"),
            "finding_id": cards["finding_id"],
            "line": cards["line"],
            "subject_no": cards["subject_no"],
            "rule": cards["rule"],
            "department_code": cards["department_code"],
            "level": None,
            "state": "contested",
            "party": order_table.CARD_WORD,
            "since": cards["acted_at"],
            "light": cards["level"],
            "due_at": pd.NaT,
            "issued_at": cards["acted_at"],
        }
    )
    both = [one for one in (shown, orders[list(shown.columns)]) if len(one)]
    return pd.concat(both, ignore_index=True).head(FIRST), total + int(cards["waiting"].iloc[0])


def _sentence(counts: pd.DataFrame, waiting: int, *, decides: bool) -> str:
    red = int(counts.loc[counts["light"] == "red", "orders"].sum())
    total = int(counts["orders"].sum())
    first = (
        t("{n} 件待您决定", n=count(waiting)) if decides else t("{n} 件待答复", n=count(waiting))
    )
    rest = t("未了结 {n} 件，其中红灯 {red} 件", n=count(total), red=count(red))
    return f"{first} · {rest}"


def _rates(scope: Scope, as_of: datetime) -> str:
    """The indicators of the period, in the time line."""
    frame = fetch(indicators, scope, as_of=as_of, names=INDICATORS).set_index("name")["value"]
    titles = (t("按期办结率"), t("按期反馈率"), t("销号率"))
    return DOT.join(
        f"{title} {rate(frame[one])}" for title, one in zip(titles, INDICATORS, strict=True)
    )


def _first_note(waiting: int) -> str:
    return t("共 {n} 件，列出前 {most} 件", n=count(waiting), most=FIRST) if waiting > FIRST else ""


def _wanted() -> Wanted:
    turn = filters.asked("turn")
    return Wanted(
        turn=turn if turn in TURNS and turn else "open",
        light=filters.asked("light"),
        level=filters.asked("order_level"),
        search=filters.asked("search").strip(),
    )


def _rest(grid: Any, scope: Scope, as_of: datetime) -> None:  # noqa: ANN401
    """All orders, narrowed and paged."""
    wanted = _wanted()
    total = int(fetch(reading.counted, scope, as_of=as_of, wanted=wanted)["orders"].sum())
    with tile(grid, t("全部督办单")):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = {code: t(word) for code, word in TURNS.items()}
            filters.segments("turn", words, default="", title=t("轮到谁"))
            st.space("stretch")
            for kind, field, everything in (
                ("light", "light", t("全部灯色")),
                ("order_level", "order_level", t("全部等级")),
            ):
                known = options(kind)
                filters.choose(
                    field,
                    list(known),
                    lambda code, known=known: known.get(code, printable(code, 40)),  # type: ignore[misc]
                    everything=everything,
                    title=everything,
                    width=130,
                )
            filters.search("search", t("督办单号、办件编号"), width=190)
        pages = -(-total // ROWS_A_PAGE)
        shown = filters.wanted_page(pages)
        offset = (shown - 1) * ROWS_A_PAGE
        frame = fetch(
            reading.listed, scope, as_of=as_of, wanted=wanted, limit=ROWS_A_PAGE, offset=offset
        )
        if frame.empty:
            empty(t("没有符合条件的督办单"))
            return
        order_table.draw(frame, as_of, key="all_orders", title=t("全部督办单"))
        footer(total, shown, len(frame))


def _notices(grid: Any, scope: Scope, as_of: datetime) -> None:  # noqa: ANN401
    """How the notices get through, where there are channels."""
    seen = fetch(health, scope, as_of=as_of)
    if seen.empty:
        return
    with tile(grid, t("通知送达"), t("近 7 日")):
        for row in seen.to_dict("records"):
            parts = [
                f"**{label('channel_of_notice', row['channel'])}**",
                t("已送达 {n} 条", n=count(row["delivered"])),
            ]
            if row["late"]:
                parts.append(t("过期未送达 {n} 条", n=count(row["late"])))
            if row["failing"]:
                failing = t("{n} 条未能送出，自动重试", n=count(row["failing"]))
                reason = escape(printable(row["last_error"], 60))
                parts.append(f":red-badge[:material/error: {failing}] :gray[{reason}]")
            st.markdown("　".join(parts))


def _export(scope: Scope, as_of: datetime) -> None:
    columns = {
        "light": t("灯"),
        "number": t("督办单"),
        "about": t("对象"),
        "rule": t("规则"),
        "department": t("部门"),
        "level": t("等级"),
        "state": t("状态"),
        "since": t("自"),
        "issued_at": t("发出时间"),
        "due_at": t("期限"),
    }
    wanted = _wanted()
    narrowed = [
        (t("轮到谁"), t(TURNS["" if wanted.turn == "open" else wanted.turn])),
        *([(t("灯"), label("light", wanted.light))] if wanted.light else []),
        *([(t("等级"), label("order_level", wanted.level))] if wanted.level else []),
        *([(t("督办单号、办件编号"), wanted.search)] if wanted.search else []),
    ]
    words = [*chosen(with_period=False), *narrowed]
    export = Export(t("督办单"), as_of, columns, words, t("数据时点的督办单及其状态"))

    def rows() -> tuple[int, pd.DataFrame]:
        counts, _ = ask(reading.counted, scope, as_of=as_of, wanted=wanted)
        frame, _ = ask(reading.listed, scope, as_of=as_of, wanted=wanted, limit=MOST_ROWS)
        return int(counts["orders"].sum()), order_table.in_words(frame, as_of)

    export_button(export, rows)
