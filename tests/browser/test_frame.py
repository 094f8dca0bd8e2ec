"""The frame in a real browser: history, words of the chrome, a screen that moves, its edges."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import TimeoutError as TookTooLong

from data_access.evaluation import shanghai_now
from tests.browser.conftest import DRAWN, Opened, move, sign_in

Open = Callable[..., Opened]
KPI = ".sv-kpi"
MAIN = "[data-testid=stMain]"
CLOCK = re.compile(r"\d{2}:\d{2}:\d{2}")
CHOSEN = f"{MAIN} [data-testid=stButtonGroup] [aria-checked=true]"


def settle(page: Page, selector: str = "h2") -> None:
    """Wait until the screen is drawn and the server rests."""
    page.wait_for_selector(selector, timeout=20_000)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")


def see_a_tick(page: Page) -> None:
    """Wait until the time of the data on a screen of now has gone on."""
    expect(page.locator(MAIN)).to_contain_text(CLOCK)
    clock = CLOCK.search(page.inner_text(MAIN))
    assert clock
    expect(page.locator(MAIN)).not_to_contain_text(clock[0], timeout=9_000)


def open_first_case(page: Page) -> None:
    """Click the first case number; a click before the table listens is lost, so try again."""
    for _ in range(5):
        box = page.locator("canvas").first.bounding_box()
        if box:
            page.mouse.click(box["x"] + 150, box["y"] + 54)
        try:
            page.wait_for_url("**/case?*", timeout=3_000)
            return
        except TookTooLong:
            continue
    raise AssertionError("the click on a case number opened nothing")


def test_back_returns_to_the_same_filters(server: str, open_page: Open):
    page = open_page(f"{server}/").page
    settle(page, KPI)
    steps = page.evaluate("history.length")
    page.click(f"{KPI} >> nth=1")
    page.wait_for_url("**/warnings?*")
    settle(page, "canvas")
    assert "level=yellow" in page.url
    assert page.evaluate("history.length") == steps + 1
    open_first_case(page)
    settle(page)
    page.go_back()
    page.wait_for_url("**/warnings?*")
    settle(page)
    assert "level=yellow" in page.url
    expect(page.locator(CHOSEN)).to_contain_text("黄牌")
    page.go_back()
    page.wait_for_url(f"{server}/")
    settle(page, KPI)


def test_a_chosen_filter_is_a_step_of_its_own(server: str, open_page: Open):
    page = open_page(f"{server}/warnings").page
    settle(page)
    page.locator(f"{MAIN} [data-testid=stButtonGroup] button", has_text="预警").click()
    page.wait_for_url("**/warnings?level=soon")
    expect(page.locator(CHOSEN)).to_contain_text("预警")
    page.go_back()
    page.wait_for_url(f"{server}/warnings")
    expect(page.locator(CHOSEN)).to_contain_text("全部")


def test_the_menu_keeps_language_moment_and_department(server: str, open_page: Open):
    moment = (shanghai_now() - timedelta(days=3)).isoformat(timespec="seconds")
    filters = f"lang=en&as_of={moment}&department=housing&level=red"
    page = open_page(f"{server}/warnings?{filters}").page
    settle(page)
    page.locator("[data-testid=stSidebar] a", has_text="Live").click()
    settle(page, KPI)
    for kept in ("lang=en", "as_of=", "department=housing"):
        assert kept in page.url
    assert "level=" not in page.url  # a filter of the other screen only


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_the_chrome_speaks_the_language_of_the_page(
    server: str, open_page: Open, language: str, scheme: str
):
    page = open_page(f"{server}/warnings", language, scheme).page
    settle(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if language == "zh" else "en")
    page.locator(f"{MAIN} [data-testid=stSelectbox] input").first.fill("zzz")
    nothing = {"zh": "没有匹配项", "en": "No results"}[language]
    expect(page.get_by_text(nothing)).to_be_visible()


def test_a_screen_that_stands_still_does_not_move(server: str, open_page: Open):
    moment = (shanghai_now() - timedelta(days=30)).isoformat(timespec="seconds")
    page = open_page(f"{server}/?as_of={moment}").page
    settle(page, ".sv-trend")
    for words in ("回到现在", moment.replace("T", " ")):
        expect(page.get_by_text(words).first).to_be_visible()
    before = page.inner_text(MAIN)
    see_a_tick(open_page(f"{server}/", width=1024).page)
    assert page.inner_text(MAIN) == before
    page.get_by_role("button", name="回到现在").click()
    page.wait_for_url(f"{server}/")


def test_a_tick_replaces_numbers_without_emptying_the_screen(server: str, open_page: Open):
    page = open_page(f"{server}/").page
    settle(page, KPI)
    page.evaluate(
        """() => {
            window.fewest = 6;
            const count = () => {
                window.fewest = Math.min(
                    window.fewest, document.querySelectorAll('.sv-kpi').length);
            };
            new MutationObserver(count).observe(
                document.querySelector('[data-testid=stMain]'), {childList: true, subtree: true});
        }"""
    )
    see_a_tick(page)
    assert page.evaluate("window.fewest") == 6


@pytest.mark.parametrize("width", [1440, 1024])
@pytest.mark.parametrize("path", ["/", "/warnings", "/due"])
def test_nothing_is_wider_than_the_window(server: str, open_page: Open, path: str, width: int):
    page = open_page(f"{server}{path}", width=width).page
    settle(page)
    main = f"document.querySelector('{MAIN}')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")


def test_the_live_screen_fits_above_the_fold(server: str, open_page: Open):
    page = open_page(f"{server}/").page
    settle(page, ".sv-entry")
    main = f"document.querySelector('{MAIN}')"
    assert page.evaluate(f"{main}.scrollHeight <= {main}.clientHeight + 8")


@pytest.mark.parametrize("path", ["/", "/warnings"])
def test_the_console_is_silent(server: str, open_page: Open, path: str):
    opened = open_page(f"{server}{path}")
    failed: list[str] = []
    opened.page.on(
        "response",
        lambda answer: failed.append(answer.url) if answer.status >= 400 else None,
    )
    opened.page.on(
        "console",
        lambda message: failed.append(message.text) if message.type == "error" else None,
    )
    opened.page.reload()
    settle(opened.page)
    opened.page.wait_for_load_state("networkidle")
    assert failed == []
    assert opened.errors == []


def test_dark_is_chosen_once_for_every_screen_and_stays(server: str, open_page: Open):
    page = open_page(f"{server}/warnings", anew=True).page
    settle(page)
    app = page.locator(".stApp")
    expect(app).to_have_css("background-color", "rgb(255, 255, 255)")
    page.locator("[data-testid=stSidebar]").get_by_role("radio", name="深色").click()
    expect(app).to_have_css("background-color", "rgb(16, 23, 31)")
    move(page, f"{server}/")
    expect(app).to_have_css("background-color", "rgb(16, 23, 31)")
    page.goto(f"{server}/quality")
    settle(page)
    expect(app).to_have_css("background-color", "rgb(16, 23, 31)")


def test_paper_has_nothing_to_press(server: str, open_page: Open):
    page = open_page(f"{server}/warnings").page
    settle(page)
    controls = page.get_by_role("button").or_(page.get_by_role("textbox"))
    pressed = controls.or_(page.get_by_role("combobox")).or_(page.get_by_role("radio"))
    expect(page.get_by_role("button", name="导出")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="预警发牌")).to_be_visible()
    expect(pressed.filter(visible=True)).to_have_count(0)
    page.emulate_media(media="screen")


def test_a_mark_says_more_to_the_pointer_and_to_the_keyboard(server: str, open_page: Open):
    page = open_page(f"{server}/efficiency").page
    settle(page, KPI)
    mark = page.locator(".sv-kpi [role=note]").first
    said = "element => getComputedStyle(element, '::after').content"
    assert mark.evaluate(said) == "none"
    mark.hover()
    assert "不扣除任何时间" in mark.evaluate(said)
    page.mouse.move(0, 0)
    mark.focus()
    assert "不扣除任何时间" in mark.evaluate(said)


def test_a_deep_link_is_drawn_before_the_server_has_said_where_it_is(
    server: str, chromium: Browser
):
    context = chromium.new_context()
    sign_in(context, server, "demo-supervisor")
    page = context.new_page()
    asked: list[str] = []

    def say_nothing(route: Route) -> None:
        asked.append(urlsplit(route.request.url).path)

    page.route("**/_stcore/h*", say_nothing)
    page.goto(f"{server}/warnings")
    page.locator("h2").first.wait_for(timeout=30_000)
    page.locator(DRAWN).wait_for(state="attached", timeout=30_000)
    assert {"/_stcore/health", "/_stcore/host-config"} == set(asked)
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_responses_carry_their_headers(server: str, open_page: Open):
    page = open_page(f"{server}/").page
    for path in (
        "/",
        "/warnings",
        "/healthz",
        "/supervision.js",
        "/supervision.css",
        "/_stcore/health",
    ):
        answer = page.request.get(f"{server}{path}")
        assert answer.headers["x-frame-options"] == "DENY", path
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
