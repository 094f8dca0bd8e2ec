"""A screen opened through the frame as a reader opens it, and what it says."""

import re
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

from ui.links import SCREENS

ROOT = Path(__file__).resolve().parent.parent.parent


def opened(screen: str, **parameters: str) -> AppTest:
    """The screen with these parameters in its address, Chinese unless they say otherwise."""
    app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    for name, value in ({"lang": "zh"} | parameters).items():
        app.query_params[name] = value
    app.switch_page(f"../{SCREENS[screen].path.relative_to(ROOT)}")
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def words_on(app: AppTest) -> str:
    """Every sentence on the screen as the reader sees it, a line each."""
    parts = [*app.header, *app.subheader, *app.markdown, *app.caption]
    links = [link.label for link in app.get("page_link")]
    read = [
        one.replace("\u2060", "").replace("\\", "")
        for one in [part.value for part in parts] + links
    ]
    return "\n".join([*read, *(plain(block) for block in blocks(app))])


def markdown_on(app: AppTest) -> str:
    """All that is read as Markdown, as it is."""
    return "\n".join(part.value for part in [*app.header, *app.markdown, *app.caption])


def blocks(app: AppTest) -> list[str]:
    """The markup of the drawn blocks of the screen, without those of the menu beside it."""
    return [block.proto.body for block in app.main.get("html")]


def plain(markup: str) -> str:
    """What is read of a block: a line each link, figure and line of its own."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:a|div|p|b)>", "\n", markup)))


def figures_on(app: AppTest) -> dict[str, str]:
    """The values of the boxes in the first row, by their titles."""
    pattern = r'<div class="sv-title">(.*?)</div><div class="sv-value">(.*?)</div>'
    found = [pair for block in blocks(app) for pair in re.findall(pattern, block)]
    return {plain(title): plain(value) for title, value in found}


def ways_on(app: AppTest) -> dict[str, str]:
    """Where the links of the drawn blocks lead, menu included, by their words."""
    everything = "".join(block.proto.body for block in app.get("html"))
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', everything)
    return {plain(words).strip(): unescape(target) for target, words in found}


def few_rows_on(app: AppTest) -> list[list[list[str]]]:
    """Of each short table its rows, cell by cell as they are read."""
    found = [block for block in blocks(app) if 'class="sv-rows"' in block]
    return [
        [
            [plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", block)[1:]
        ]
        for block in found
    ]


def lines_on(app: AppTest, *titles: str) -> list[list[dict[str, str]]]:
    """The rows of each table of the page that has these titles, as they are read by title."""
    found = [block for block in blocks(app) if 'class="sv-rows"' in block]
    cells = (re.findall(r"<th(?: [^>]*)?>(.*?)</th>", block) for block in found)
    heads = [list(map(plain, head)) for head in cells]
    return [
        [dict(zip(head, row, strict=True)) for row in rows]
        for head, rows in zip(heads, few_rows_on(app), strict=True)
        if set(titles) <= set(head)
    ]


def tables(app: AppTest, *columns: str) -> list:
    """The tables that have these columns."""
    return [table.value for table in app.dataframe if set(columns) <= set(table.value.columns)]
