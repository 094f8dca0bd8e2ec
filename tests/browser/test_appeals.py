"""Closed as solved by the office, denied by the enterprise: a reader walks to it in a browser."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import expect

from data_access.engine import engine_for
from tests import appeals_record
from tests.browser.conftest import Opened, move, serving

Open = Callable[..., Opened]
DETAIL = re.compile(r"/appeal\?.*id=A1")
SQUARE = ".sv-voices a.sv-square"
SLOW = 60_000
"""A browser on a busy machine; nothing waits longer than it must."""
BEFORE_REOPENING = datetime(2026, 11, 16, 10, 30)


@pytest.fixture(scope="module")
def appeals_server(new_database: Callable[[], str]) -> Iterator[str]:
    url = new_database()
    appeals_record.fill(engine_for(url))
    with serving(url) as address:
        yield address


def test_a_month_of_the_trend_opens_the_list_that_makes_it(appeals_server: str, open_page: Open):
    as_of = f"as_of={appeals_record.NOW.isoformat()}"
    page = open_page(f"{appeals_server}/appeals?lang=zh&{as_of}").page
    page.locator(".sv-months a.sv-square").last.click(timeout=SLOW)

    expect(page).to_have_url(re.compile("measure=appeals_solved"), timeout=SLOW)
    expect(page).to_have_url(re.compile("from=2026-11-01&to=2026-11-23"))
    expect(page.get_by_text("共 2 条").first).to_be_visible(timeout=SLOW)


def test_a_bar_opens_its_list_and_a_number_its_appeal(appeals_server: str, open_page: Open):
    as_of = f"as_of={appeals_record.NOW.isoformat()}"
    page = open_page(f"{appeals_server}/appeals?lang=zh&{as_of}").page
    page.locator(".sv-lines .sv-open", has_text="SQ-A2").click(timeout=SLOW)
    expect(page).to_have_url(re.compile("/appeal\\?.*id=A2"), timeout=SLOW)
    page.go_back()

    page.locator(".sv-counted", has_text="答复").first.click(timeout=SLOW)

    expect(page).to_have_url(re.compile("measure=appeals_reached_answer"), timeout=SLOW)
    expect(page.get_by_text("共 2 条").first).to_be_visible(timeout=SLOW)


def test_solved_in_one_voice_denied_in_the_other_and_reopened(appeals_server: str, open_page: Open):
    as_of = f"as_of={appeals_record.NOW.isoformat()}"
    opened = open_page(f"{appeals_server}/appeals?lang=zh&{as_of}")
    page = opened.page
    expect(page.get_by_text("部门称解决 100.0%，企业认可 50.0%")).to_be_visible(timeout=SLOW)
    square = page.locator(SQUARE).first
    expect(square).to_be_visible(timeout=SLOW)

    page.get_by_text("企业不认可 1 件").first.click()

    expect(page).to_have_url(re.compile("measure=appeals_denied"), timeout=SLOW)
    expect(page.get_by_text("共 1 条").first).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="SQ-A1", exact=True).click()

    expect(page).to_have_url(DETAIL, timeout=SLOW)
    voices = page.locator("p").filter(has_text="第 1 轮").first
    expect(voices).to_contain_text("■ 部门：已解决　● 企业：未解决", timeout=SLOW)
    expect(page.get_by_text("部门：尚未答复").first).to_be_visible()
    expect(page.get_by_text("诉求疑似虚假办结").first).to_be_visible()

    then = f"as_of={BEFORE_REOPENING.isoformat()}"
    move(page, f"{appeals_server}/appeal?lang=zh&id=A1&{then}")
    expect(page.get_by_text("1 条未销号").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("回访时企业称未解决").first).to_be_visible()
    expect(page.locator("p").filter(has_text="第 2 轮")).to_have_count(0)
    assert opened.foreign == []
