"""The map of projects in a real browser: nothing from outside, and a click opens the project."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as TookTooLong

from data_access.engine import engine_for
from tests import projects_record
from tests.browser.conftest import CHROMIUM, DRAWN, Opened, is_local, serving, sign_in

Open = Callable[..., Opened]
DETAIL = re.compile(r"/project\?.*id=P1")
SOFTWARE_WEBGL = ("--no-sandbox", "--use-gl=swiftshader", "--enable-unsafe-swiftshader")
FROM_MIDDLE = (61, -72)
"""Where P1 lies from the middle of the map: half a hundredth of a degree east and north of it."""


@pytest.fixture(scope="module")
def projects_server(new_database: Callable[[], str]) -> Iterator[str]:
    url = new_database()
    projects_record.fill(engine_for(url))
    with serving(url) as address:
        yield address


@pytest.fixture
def webgl(chromium: Browser) -> Iterator[Browser]:
    """Another browser that draws WebGL without a graphics card."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=list(SOFTWARE_WEBGL))
    yield browser
    browser.close()


def address_of(server: str) -> str:
    return f"{server}/projects?lang=zh&as_of={projects_record.NOW.isoformat()}"


def test_without_webgl_the_drawing_stands_there_and_a_click_opens_a_project(
    projects_server: str, open_page: Open
):
    opened = open_page(address_of(projects_server))
    page = opened.page
    if page.evaluate("!!document.createElement('canvas').getContext('webgl2')"):
        page.get_by_text("图形", exact=True).click()
    expect(page).to_have_url(re.compile("map=drawing"), timeout=20_000)
    mark = page.locator("[data-testid='stVegaLiteChart'] .mark-symbol path[fill='#c0322b']").first
    expect(mark).to_be_visible(timeout=20_000)
    page.locator(DRAWN).wait_for(state="attached", timeout=20_000)

    for _ in range(5):  # a click before the drawing listens is lost
        mark.click()
        with suppress(TookTooLong):
            page.wait_for_url(DETAIL, timeout=4_000)
            break
    expect(page).to_have_url(DETAIL)
    started = page.get_by_text("计划 2026-04-10 开工，当月未开工").first
    expect(started).to_be_visible(timeout=20_000)
    assert opened.foreign == []


def test_the_map_asks_nothing_of_the_internet_and_a_click_opens_a_project(
    projects_server: str, webgl: Browser
):
    context = webgl.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    sign_in(context, projects_server, "demo-supervisor")
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: is_local(request.url) or foreign.append(request.url))
    page.goto(address_of(projects_server))
    canvas = page.locator("[data-testid='stDeckGlJsonChart'] canvas").first
    expect(canvas).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    box = canvas.bounding_box()
    assert box is not None
    place = box["width"] / 2 + FROM_MIDDLE[0], box["height"] / 2 + FROM_MIDDLE[1]

    told = page.locator(".deck-tooltip").filter(has_text="亭林镇")
    for _ in range(20):  # the glyphs come a few frames after the canvas
        canvas.hover(position={"x": place[0] - 40, "y": place[1]})
        canvas.hover(position={"x": place[0], "y": place[1]})
        with suppress(TookTooLong):
            told.wait_for(state="visible", timeout=500)
            break
    expect(told).to_be_visible()
    canvas.click(position={"x": place[0], "y": place[1]})

    expect(page).to_have_url(DETAIL, timeout=20_000)
    assert foreign == []
