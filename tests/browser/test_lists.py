"""Every number opens its list: by a link, by a click in a chart or table, and as a workbook."""

import io
import re
from collections.abc import Callable

import openpyxl
from playwright.sync_api import Locator, Page, expect

from data_access.evaluation import shanghai_now
from tests.browser.conftest import Opened

Open = Callable[..., Opened]
CHART = "[data-testid='stVegaLiteChart']"


def settled(page: Page) -> None:
    """The script has run to its end."""
    running = page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")
    expect(running).to_be_attached(timeout=20_000)


def title(page: Page, words: str) -> Locator:
    return page.get_by_role("heading", name=words)


def test_a_figure_and_its_list_are_of_one_length(server: str, open_page: Open):
    moment = shanghai_now().isoformat()  # by the time the list is open another limit has passed
    page = open_page(f"{server}/efficiency?lang=zh&as_of={moment}").page
    link = page.get_by_text(re.compile(r"^[\d,]+ 件未按时")).first
    expect(link).to_be_visible()
    number = link.inner_text().split(" ")[0]

    link.click()

    expect(title(page, "未按时办结（原始口径）")).to_be_visible()
    expect(page.get_by_text(f"共 {number} 条").first).to_be_visible()


def test_a_click_in_a_chart_opens_its_list_and_back_returns(server: str, open_page: Open):
    page = open_page(f"{server}/efficiency?lang=zh&by=month").page
    bar = page.locator(CHART).nth(2).locator(".mark-rect.role-mark path").first
    expect(bar).to_be_visible(timeout=20_000)
    settled(page)

    bar.click()

    expect(page).to_have_url(re.compile(r"/cases\?.*measure=deciders_"), timeout=20_000)
    page.go_back()
    expect(title(page, "审批效能")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/efficiency\?.*by=month"))


def test_a_row_of_the_list_opens_its_case(server: str, open_page: Open):
    page = open_page(f"{server}/cases?lang=zh&measure=closed").page
    table = page.locator(".stDataFrameGlideDataEditor").first
    expect(table).to_be_visible(timeout=20_000)
    settled(page)

    table.click(position={"x": 60, "y": 52})

    expect(page).to_have_url(re.compile(r"/case\?.*id="), timeout=20_000)


def test_a_number_in_a_table_opens_the_list_of_its_row(server: str, open_page: Open):
    page = open_page(f"{server}/quality?lang=zh").page
    table = page.locator(".stDataFrameGlideDataEditor").first
    expect(table).to_be_visible(timeout=20_000)
    settled(page)

    table.click(position={"x": 215, "y": 52})  # the cases received by the department of row one

    expect(page).to_have_url(re.compile(r"/cases\?.*measure=received"), timeout=20_000)
    expect(page).to_have_url(re.compile(r"department=\w+"))


def test_an_item_of_the_catalogue_opens_its_closed_cases(server: str, open_page: Open):
    page = open_page(f"{server}/cases?lang=zh&measure=items").page
    table = page.locator(".stDataFrameGlideDataEditor").first
    expect(table).to_be_visible(timeout=20_000)
    settled(page)

    table.click(position={"x": 60, "y": 52})

    expect(page).to_have_url(re.compile(r"/cases\?.*measure=closed"), timeout=20_000)
    expect(page).to_have_url(re.compile(r"item=\w+"))


def test_the_list_downloads_as_a_workbook_in_the_readers_language(server: str, open_page: Open):
    page = open_page(f"{server}/cases?lang=en&measure=closed", language="en").page
    button = page.get_by_role("button", name="Export")
    expect(button).to_be_visible(timeout=20_000)
    settled(page)
    said = page.get_by_text(re.compile(r"^[\d,]+ in all$")).first.inner_text()

    with page.expect_download() as download:
        button.click()

    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    assert sheet["A2"].value.endswith(said)
    assert sheet["A6"].value == "Case"
    assert sheet.max_row - 6 == int(said.split(" ")[0].replace(",", ""))
