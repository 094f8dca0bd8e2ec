"""The efficiency screen: three ways, few cases kept quiet, every figure a link to its list."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.record import HOSTILE, NOW
from tests.pages.showing import (
    blocks,
    few_rows_on,
    figures_on,
    markdown_on,
    opened,
    ways_on,
    words_on,
)

pytestmark = pytest.mark.usefixtures("the_record")
HREF = re.compile(r'href="([^"]*)"')
AS_OF = {"as_of": NOW.isoformat()}


def screen(**parameters: str) -> AppTest:
    return opened("efficiency", **AS_OF, **parameters)


def links(app: AppTest) -> dict[str, dict[str, list[str]]]:
    """Where the links below the figures lead, by their words."""
    return {words: parse_qs(urlsplit(target).query) for words, target in ways_on(app).items()}


def test_on_time_is_told_three_ways():
    # 45 due; raw: 38 in time. With pauses out the two saved ones are due on the 20th, in time.
    assert figures_on(screen()) == {
        "原始口径": "84.4%",
        "扣除特别程序": "88.9%",
        "再计入延期": "88.9%",
        "承诺压缩": "50%",
    }


def test_the_sentence_says_what_pauses_give_and_to_whom():
    shown = words_on(screen())

    assert "扣除特别程序后按时率 88.9%，比原始高 4.4 个百分点；区房管局高 5.0" in shown
    assert "+4.4 个百分点 · 少超期 2 件" in shown


def test_every_figure_of_row_one_leads_to_its_list():
    found = links(screen())

    assert found["到期 45 件"]["measure"] == ["due_raw"]
    assert found["7 件未按时"]["measure"] == ["due_raw_missed"]
    assert found["5 件未按时"]["measure"] in (["due_lawful_missed"], ["due_extended_missed"])
    assert found["2 个事项"]["measure"] == ["items_limited"]
    assert found["7 件未按时"]["as_of"] == [NOW.isoformat()]


def test_a_department_narrows_every_figure():
    app = screen(department="water")

    assert figures_on(app)["原始口径"] == "80.0%"
    assert "1 件未按时" in words_on(app)


def test_the_audit_counts_pauses_and_their_notices():
    app = screen()
    # two of forty were paused, both near the limit, one without notice, one against the law
    assert few_rows_on(app) == [
        [["区房管局", "2", "5.0%", "0.0%", "2", "1", "1", "0", "0.0%", "0"]]
    ]
    (block,) = [block for block in blocks(app) if "sv-scrolled" in block]
    opened_by = [parse_qs(urlsplit(html.unescape(href)).query) for href in HREF.findall(block)]
    assert {"measure": ["pauses_near"], "department": ["housing"]}.items() <= opened_by[3].items()


@pytest.mark.parametrize("by", ["department", "item", "month", "nonsense"])
def test_it_can_be_split(by: str):
    app = screen(by=by)

    assert len(app.get("vega_lite_chart")) >= 4


def test_a_period_without_cases_says_so():
    app = screen(**{"from": "2026-01-01", "to": "2026-01-31"})

    assert "所选范围内没有到期的办件" in words_on(app)
    assert figures_on(app)["原始口径"] == "—"


def test_it_speaks_english():
    shown = words_on(screen(lang="en"))

    assert "88.9% on time with pauses out, 4.4 points above raw" in shown


def test_names_from_the_data_are_never_markup():
    assert HOSTILE not in markdown_on(screen())
    assert "![x](" not in markdown_on(screen(department="water"))
