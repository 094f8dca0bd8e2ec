"""The tiles of the live screen: what they show of a frame, and where each of them leads."""

import re
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data_access.approvals.live import DaysOff, News
from data_access.approvals.stages import Stage
from ui.live import live_board, live_figures, live_time
from ui.live.live_screen import sentence

MONDAY = date(2026, 11, 23)


def cards(*rows: tuple[str, str, int]) -> pd.DataFrame:
    columns = ["department_code", "level", "cards"]
    return pd.DataFrame(rows, columns=columns).assign(town_code="zhujing")


def days(count: int, received: int = 30, closed: int = 28, **values: int) -> pd.DataFrame:
    known = [MONDAY - timedelta(days=back) for back in range(count, 0, -1)]
    frame = pd.DataFrame({"day": known, "received": received, "closed": closed})
    frame["is_working"] = [day.weekday() < 5 for day in known]
    return frame.assign(**({"closed_timed": 10, "closed_late": 1} | values))


def links_in(markup: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', markup)]


def test_worst_department_first_and_every_number_leads_to_its_list():
    markup = live_board.cards(
        cards(("water", "yellow", 9), ("water", "soon", 1), ("housing", "red", 1)), "department"
    )
    rows = re.findall(r'<div class="sv-row">.*?</div></div>', markup)
    assert [("housing" in row, "water" in row) for row in rows] == [(True, False), (False, True)]
    assert "/warnings?department=water&level=yellow" in links_in(markup)
    assert "/warnings?department=housing" in links_in(markup)
    widths = [float(width) for width in re.findall(r'style="width:([\d.]+)%"', rows[1])]
    assert widths == [90.0, 10.0]  # of the longest row


def test_many_departments_end_in_one_row_with_the_rest():
    many = [(f"d{n:02}", "yellow", 30 - n) for n in range(20)]
    markup = live_board.cards(cards(*many), "department")
    assert markup.count('class="sv-row"') == live_board.MOST_ROWS
    assert "其余 10 个" in markup
    assert "155 条" in markup  # 20 + 19 + ... + 11


def test_hints_and_orders_are_no_cards():
    markup = live_board.cards(cards(("water", "hint", 9), ("water", "order", 2)), "department")
    assert "没有未销号的预警和牌" in markup


def test_a_stage_leads_to_its_cases_and_is_empty_without_them():
    rows = [
        Stage(stage, cases, red, 0, 0, cases - red, stay, limit)
        for stage, cases, red, stay, limit in (
            ("accept", 0, 0, None, 5),
            ("review", 4, 1, 3, None),
            ("approve", 2, 0, 0, 2),
            ("deliver", 1, 0, 1, 10),
        )
    ]
    markup = live_board.stages(rows)
    assert links_in(markup) == [
        "/cases?measure=awaiting_acceptance",
        "/cases?measure=in_review",
        "/cases?measure=in_approval",
        "/cases?measure=in_delivery",
    ]
    assert "停留中位 — / 限 5 日" in markup
    assert "停留中位 3 / 限 — 日" in markup
    assert "待受理 0 件，在办 7 件" in markup
    assert re.findall(r"sv-fill-(\w+)\" style=\"width:([\d.]+)%", markup)[:2] == [
        ("red", "25.00"),
        ("normal", "75.00"),
    ]


def test_columns_of_days_to_come():
    frame = pd.DataFrame(
        [
            (MONDAY, "working", 3, 1),
            (MONDAY + timedelta(1), "working", 0, 0),
            (MONDAY + timedelta(2), "weekend", 0, 0),
            (MONDAY + timedelta(3), "weekend", 0, 0),
            (MONDAY + timedelta(4), "holiday", 2, 0),  # a limit in natural days ends on it
        ],
        columns=["day", "kind", "promised", "statutory"],
    ).assign(is_provisional=False)
    markup = live_time.due(frame)
    assert links_in(markup) == ["/due?day=2026-11-23", "/due?day=2026-11-27"]
    assert markup.count("sv-gap") == 1
    assert "height:82.0%" in markup
    assert "height:41.0%" in markup


def test_no_days_due_is_no_fault():
    frame = pd.DataFrame(
        [(MONDAY, "working", 0, 0)], columns=["day", "kind", "promised", "statutory"]
    ).assign(is_provisional=False)
    assert "sv-column" in live_time.due(frame)
    assert "暂定" not in live_time.due(frame)
    assert "暂定" in live_time.due(frame.assign(is_provisional=True))


def test_the_trend_shades_days_off_and_names_its_lines():
    shaded = [
        DaysOff(MONDAY - timedelta(9), MONDAY - timedelta(7), False),
        DaysOff(MONDAY - timedelta(2), MONDAY, True),
    ]
    markup = live_time.trend(days(20), shaded)
    assert markup.count('class="sv-veil') == 2
    assert markup.count("sv-holiday") == 1
    tops = [int(top) for top in re.findall(r'sv-name[^"]*" style="top:(\d+)%"', markup)]
    assert tops[1] - tops[0] >= 13  # the names do not touch
    assert markup.count('class="sv-day"') == 20


@pytest.mark.parametrize("count", [0, 1])
def test_a_trend_of_no_days_says_so(count: int):
    assert "数据还不足两个工作日" in live_time.trend(days(count), [])


def test_a_trend_of_nothing_is_a_flat_line():
    assert "polygon" in live_time.trend(days(20, received=0, closed=0), [])


def test_the_stream_leads_to_cases_and_escapes_their_names():
    news = [
        News(
            "1|W06|red|1",
            "a&b",
            "<b>1</b>",
            "red",
            "W06",
            "<i>",
            "water",
            datetime(2026, 11, 23, 9),
        ),
        News("2|W02|yellow|1", "2", "2", "yellow", "W02", "x", "", datetime(2026, 11, 20, 8)),
    ]
    markup = live_board.stream(news, 1)
    assert links_in(markup) == ["/case?id=a%26b", "/case?id=2"]
    assert "<time>09:00</time>" in markup
    assert "<time>11-20</time>" in markup
    assert "&lt;i&gt;" in markup
    assert "未知部门" in markup
    assert "近 20 日没有发现" in live_board.stream([], 0)


def history(**values: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"red": [3, 4], "yellow": [9, 9], "soon": [1, 2], "open": [5, 6]} | values)


def test_a_rising_card_is_bad_and_open_cases_are_neither():
    figures = [
        live_figures.standing("red", 6, history(), "warnings", level="red"),
        live_figures.standing("yellow", 8, history(), "warnings", level="yellow"),
        live_figures.standing("open", 9, history(), "cases", measure="open"),
    ]
    markup = live_figures.row(figures)
    assert '<b class="sv-bad">↑ 2</b>' in markup
    assert '<b class="sv-good">↓ 1</b>' in markup
    assert '<b class="sv-plain">↑ 3</b>' in markup
    assert links_in(markup)[0] == "/warnings?level=red"


def test_the_rate_is_of_thirty_days_and_compared_with_the_thirty_before():
    later = days(30, closed_late=2)
    earlier = days(60).iloc[:30].assign(closed_late=1)
    figure = live_figures.on_time(pd.concat([earlier, later], ignore_index=True))
    assert figure.value == "80.0%"
    assert figure.change == pytest.approx(-10)
    assert figure.filters["from"] == MONDAY - timedelta(30)
    assert '<b class="sv-bad">↓ 10.0</b>' in live_figures.row([figure])


def test_few_cases_give_no_rate():
    figure = live_figures.on_time(days(29, closed_timed=1, closed_late=0))
    assert (figure.value, figure.change) == ("—", None)
    assert live_figures.on_time(days(30, closed_timed=1, closed_late=0)).value == "100.0%"


def test_closed_today_is_compared_with_the_same_hour():
    figure = live_figures.closed_today(5, 7, days(30), datetime(2026, 11, 23, 9))
    assert (figure.value, figure.change) == ("5", -2)
    assert figure.filters == {"measure": "closed", "from": MONDAY, "to": MONDAY}


def test_the_sentence_of_a_leader():
    due = pd.DataFrame(
        [(MONDAY, "working", 1, 0), (MONDAY + timedelta(4), "working", 20, 2)],
        columns=["day", "kind", "promised", "statutory"],
    )
    red = cards(("water", "red", 4), ("housing", "red", 2), ("water", "yellow", 9))
    assert sentence(red, history(), due) == (
        "红牌 6 件，比昨日多 2 件，其中 4 件在water，11-27 周五到期最多，22 件"
    )
    none = due.assign(promised=0, statutory=0)
    assert sentence(red.iloc[:0], history(red=[0, 0]), none) == "没有红牌"
