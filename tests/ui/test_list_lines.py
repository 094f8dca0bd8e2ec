"""Lines of a list: what is unknown, empty and late in the day is written so, and text is text."""

import re

import numpy as np
import pandas as pd

from tests.ui.test_formats import HOSTILE
from ui import list_lines

TITLES = {"number": "编号", "due_at": "到期", "seen_at": "时间", "used": "用时", "level": "级别"}
SHOWN = pd.DataFrame(
    {
        "number": ["A-1", "A-2"],
        "due_at": pd.to_datetime(["2026-11-23 23:59:59", "2026-11-23 16:30:00"]),
        "seen_at": pd.to_datetime(["2026-11-20 09:05", None]),
        "used": [1234.5, np.nan],
        "level": ["红牌", "未知级别"],
    }
)
HOW = {
    "opened": {"number": ["/case?id=1&x=2", ""]},
    "levels": {"level": ["red", "unheard"]},
    "times": ("due_at", "seen_at"),
    "decimals": {"used": 1},
}


def read(markup: str) -> list[list[str]]:
    """The cells of each row as they are read."""
    rows = re.findall(r"<tr>(.*?)</tr>", markup)[1:]
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in rows
    ]


def test_each_cell_is_written_as_what_it_is():
    assert read(list_lines.rows(SHOWN, TITLES, **HOW)) == [
        ["A-1", "2026-11-23", "2026-11-20 09:05", "1,234.5", "■ 红牌"],
        ["A-2", "2026-11-23 16:30", "—", "—", "未知级别"],
    ]
    days = list_lines.rows(SHOWN, {"seen_at": "时间"}, days=("seen_at",))
    assert read(days) == [["2026-11-20"], ["—"]]


def test_what_names_something_leads_to_it_and_nothing_else_does():
    markup = list_lines.rows(SHOWN, TITLES, **HOW)
    assert re.findall(r'<a class="sv-open" href="(.*?)">(.*?)</a>', markup) == [
        ("/case?id=1&amp;x=2", "A-1")
    ]
    assert markup.count("sv-pill") == markup.count("sv-pill-red") + 1 == 2


def test_long_words_keep_their_room():
    markup = list_lines.rows(SHOWN, TITLES, **HOW, long=("number",))
    assert re.findall(r'<t[hd] class="sv-long">(.*?)</t[hd]>', markup)[0] == "编号"
    assert markup.count("sv-long") == len(SHOWN) + 1


def test_columns_that_hold_nothing_are_left_out(monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr(list_lines.st, "html", drawn.append)
    list_lines.draw(SHOWN.assign(seen_at=pd.NaT), TITLES | {"absent": "没有"}, **HOW)
    assert re.findall(r"<th(?: [^>]*)?>(.*?)</th>", drawn[0]) == ["编号", "到期", "用时", "级别"]
    list_lines.draw(SHOWN, TITLES, levels={"level": [None, None]})
    assert "级别" not in drawn[1]


def test_text_of_the_data_is_text():
    for text in HOSTILE:
        shown = SHOWN.assign(number=text, level=text)
        tags = set(re.findall(r"<(\w+)", list_lines.rows(shown, TITLES, **HOW)))
        assert tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "a", "span"}
