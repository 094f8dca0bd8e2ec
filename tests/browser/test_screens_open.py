"""The screens in a real browser: cold deep link, English words, a change of another process."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import insert

from data_access.engine import engine_for, writing
from data_access.evaluation import shanghai_now
from data_access.schema import ApprovalCase
from tests.browser.conftest import Opened, serving_by_command
from tests.screens import path_of

Open = Callable[..., Opened]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DRAWN_HERE = ("live", "efficiency")
"""Screens whose drawn words are read; what is sent of all, tests/test_every_page.py reads."""


def test_a_deep_link_may_be_the_very_first_request(district: str, open_page: Open):
    with serving_by_command(district) as fresh:
        opened = open_page(f"{fresh}/warnings?level=red")
        expect(opened.page.get_by_role("heading", name="预警发牌")).to_be_visible()
        expect(opened.page.get_by_text("实时监察").first).to_be_visible()


def test_an_english_screen_has_english_words(server: str, open_page: Open):
    for name in DRAWN_HERE:
        page = open_page(f"{server}{path_of(name)}?lang=en", language="en", scheme="dark").page
        lines = page.locator("section.main, [data-testid='stMain']").inner_text().splitlines()
        assert [line for line in lines if CHINESE.search(line)] == [], name


def test_a_case_of_another_process_is_on_the_open_screen_within_five_seconds(
    server: str, district: str, open_page: Open
):
    opened = open_page(f"{server}/?lang=zh")
    note = opened.page.get_by_text(re.compile(r"待受理 [\d,]+ 件"))
    before = int(re.findall(r"待受理 ([\d,]+) 件", note.inner_text())[0].replace(",", ""))
    row = {
        "case_id": "other:1",
        "source_code": "one_window",
        "case_no": "other-1",
        "department_code": "finance",
        "received_at": shanghai_now() - timedelta(minutes=1),
    }
    with writing(engine_for(district)) as connection:
        connection.execute(insert(ApprovalCase), [row])
    expect(opened.page.get_by_text(re.compile(f"待受理 {before + 1:,} 件"))).to_be_visible(
        timeout=5_000
    )
