"""Orders in a real browser: issued once by a double click, acted on, found again after a reload."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from data_access.engine import engine_for, reading
from data_access.evaluation import shanghai_now
from data_access.schema import Finding, OrderEntry, SupervisionOrder
from tests.browser.closing_tabs import close_tabs
from tests.browser.conftest import serving, sign_in
from tests.how_many import faults

SECONDS = 60_000


@pytest.fixture(scope="module")
def own_server(own_district):
    with serving(own_district) as address:
        yield address


def rows(url, model):
    with reading(engine_for(url)) as connection:
        return connection.execute(select(model.__table__)).all()


def a_finding(url):
    with reading(engine_for(url)) as connection:
        return connection.scalar(
            select(Finding.finding_id)
            .where(
                Finding.line == "approval",
                Finding.level == "yellow",
                Finding.occurs_at <= shanghai_now(),
                Finding.withdrawn_at.is_(None),
            )
            .order_by(Finding.finding_id)
            .limit(1)
        )


def test_a_double_click_issues_one_order_and_the_screen_says_so(
    own_server, own_district, open_page
):
    one = open_page(f"{own_server}/card?finding={quote(a_finding(own_district))}")
    one.page.fill("textarea", "限期办结，书面反馈")
    one.page.get_by_role("button", name="发出督办单").dblclick()
    one.page.get_by_text("已发出 DB").first.wait_for(timeout=SECONDS)
    [order] = rows(own_district, SupervisionOrder)
    assert [entry.action for entry in rows(own_district, OrderEntry)] == ["issue"]

    link = one.page.get_by_text(f"督办单 {order.order_no}").first
    link.click()
    one.page.get_by_text("限期办结，书面反馈").first.wait_for(timeout=SECONDS)
    one.page.get_by_text("1 步").first.wait_for(timeout=SECONDS)  # all of the page is there
    one.page.get_by_role("radio", name="催办").click()
    button = one.page.get_by_role("button", name="确认催办")
    button.wait_for(timeout=SECONDS)
    button.dblclick()
    one.page.get_by_text(f"已催办：{order.order_no}").first.wait_for(timeout=SECONDS)
    one.page.reload()
    one.page.get_by_text("限期办结，书面反馈").first.wait_for(timeout=SECONDS)
    assert [entry.action for entry in rows(own_district, OrderEntry)] == ["issue", "urge"]
    assert one.errors == []
    assert one.foreign == []


def test_a_tab_closed_in_the_middle_leaves_no_half_order(own_server, own_district, chromium):
    context = chromium.new_context(locale="zh-CN")
    sign_in(context, own_server, "demo-supervisor")
    close_tabs(context, own_server, own_district, faults("tab closed", 3))
    context.close()
