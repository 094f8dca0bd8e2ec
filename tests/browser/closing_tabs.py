"""Tabs closed while an order is being sent: it is there whole, or not at all."""

import random
from urllib.parse import quote

from playwright.sync_api import BrowserContext
from sqlalchemy import select

from data_access.engine import engine_for, reading
from data_access.evaluation import shanghai_now
from data_access.schema import Finding, SupervisionOrder
from tests.data_access.orders.whole import assert_whole

SECONDS = 60_000
LONGEST_MILLISECONDS = 250
"""About what a click needs to become an order: a tab is closed before, within and after it."""
EVERY_THIRD = 3


def close_tabs(context: BrowserContext, address: str, url: str, count: int) -> None:
    """Send so many orders; close most tabs at once, a third after they said that it is done."""
    luck, engine = random.Random(5), engine_for(url)
    before = orders(url)
    told = []
    for place, finding_id in enumerate(findings(url, count)):
        page = context.new_page()
        page.goto(f"{address}/card?finding={quote(finding_id)}&lang=zh")
        page.fill("textarea", "限期办结，书面反馈", timeout=SECONDS)
        page.get_by_role("button", name="发出督办单").click(timeout=SECONDS)
        if place % EVERY_THIRD == 0:
            said = page.get_by_text("已发出 DB").first
            said.wait_for(timeout=SECONDS)
            told.append(said.inner_text(timeout=SECONDS))
        else:
            page.wait_for_timeout(luck.random() * LONGEST_MILLISECONDS)
        page.close()
    assert_whole(engine, before.keys())
    written = {number for key, number in orders(url).items() if key not in before}
    assert len(told) == -(-count // EVERY_THIRD)
    assert not [words for words in told if not any(number in words for number in written)]
    print(f"{count} tabs closed: {len(written)} orders, {len(told)} told")  # noqa: T201  figures


def findings(url: str, count: int) -> list[str]:
    """So many findings that nobody has an order about."""
    with reading(engine_for(url)) as connection:
        taken = select(SupervisionOrder.finding_id)
        found = connection.scalars(
            select(Finding.finding_id)
            .where(
                Finding.line == "approval",
                Finding.level.in_(["yellow", "red"]),
                Finding.occurs_at <= shanghai_now(),
                Finding.withdrawn_at.is_(None),
                Finding.finding_id.not_in(taken),
            )
            .order_by(Finding.finding_id)
            .limit(count)
        ).all()
    assert len(found) == count
    return list(found)


def orders(url: str) -> dict[str, str]:
    """The orders that there are, with their numbers."""
    with reading(engine_for(url)) as connection:
        rows = connection.execute(select(SupervisionOrder.order_id, SupervisionOrder.order_no))
        return {row.order_id: row.order_no for row in rows}
