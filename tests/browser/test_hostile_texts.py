"""Hostile texts in every column of words, before a real browser: no screen takes them for more.

Nor does any screen ask anything of another server, or fail.

A light walk in Chinese over every screen. Then the texts change places, so that those which fall on
short tables are others, and a dark walk in English sees the screens that show these.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from data_access.engine import engine_for
from data_access.evaluation import evaluate, shanghai_now
from sample_data.district import fill
from sample_data.orders import supervise
from tests.browser.conftest import DRAWN, is_local, move, serving, sign_in
from tests.hostile_texts import TEXTS
from tests.screens import parameters_of_screens, path_of
from tests.spoiled import spoil
from ui.links import SCREENS

CASES, PROJECTS = 150, 15
OF_SHORT_TABLES = ("live", "warnings", "efficiency", "appeals", "channels", "projects")
"""Screens by department, town and theme."""
PERSONS = ("demo-supervisor", "demo-auditor")
WATCH = """
window.refused = [];
document.addEventListener('securitypolicyviolation', event => window.refused.push(
    `${event.effectiveDirective} ${event.blockedURI}`));
"""
"""What our policy had to refuse was already more than text."""
OURS = ("wasm-eval",)
"""The map's library brings decoders for formats that we do not draw; our policy lets none run."""
MADE_BY_TEXT = """() => {
    const elsewhere = ['src', 'srcset', 'href', 'action', 'data'].map(name =>
        `[${name}*='elsewhere.test'], [${name}^='javascript:'], [${name}^='data:text']`);
    const foreign = ['[onerror]', '[onload]', '[onmouseover]', '[srcdoc]', 'base',
        'form:not(.vega-bindings)', "meta[http-equiv='refresh']", 'object', 'video', 'picture',
        'input[type=image]', "img[src='x']", "div[style*='inset:0']"];
    const made = [...document.querySelectorAll([...elsewhere, ...foreign].join(', '))];
    const words = ['已办结', '代码', '系统通知', '引用'];
    const marked = [...document.querySelectorAll('main strong, del, h1, code, blockquote')].filter(
        element => words.includes(element.textContent.trim()));
    return [...made, ...marked].map(element => element.outerHTML.slice(0, 200));
}"""
"""Elements that no screen of ours has: a text must have made them."""
TABLES_TOLD = """() => [...document.querySelectorAll('[data-testid=stDataFrame] canvas')]
    .filter(canvas => canvas.querySelector('table'))
    .every(canvas => canvas.querySelector('tbody td'))"""
"""A table is drawn on a canvas; what it says to those who cannot see it comes a little later."""


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    url = new_database()
    engine, now = engine_for(url), shanghai_now()
    fill(engine, CASES, 3, now, projects=PROJECTS)
    evaluate(engine, now=now)
    supervise(engine, 3, now)
    change_places(url, 0)
    return url


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[str]:
    with serving(url, SUPERVISION_EVALUATE="false") as address:
        yield address


def change_places(url: str, first: int) -> None:
    engine = engine_for(url)
    spoil(engine, TEXTS, TEXTS, first)
    evaluate(engine, now=shanghai_now())


def contexts(chromium: Browser, server: str, language: str, scheme: str) -> list[BrowserContext]:
    """A browser for each person: no single one of the demo may open every screen."""
    found = []
    for person in PERSONS:
        locale = {"zh": "zh-CN", "en": "en-US"}[language]
        context = chromium.new_context(locale=locale, color_scheme=scheme)
        context.add_init_script(WATCH)
        sign_in(context, server, person)
        found.append(context)
    return found


def watched(context: BrowserContext, happened: list[str]) -> Page:
    """A page that writes down what a text must not cause."""
    page = context.new_page()

    def note_dialog(dialog: object) -> None:
        happened.append("a dialog")
        dialog.dismiss()

    page.on("dialog", note_dialog)
    page.on("popup", lambda _: happened.append("a window"))
    page.on("download", lambda _: happened.append("a download"))
    page.on("request", lambda asked: is_local(asked.url) or happened.append(asked.url))
    page.on("pageerror", lambda error: "WebAssembly" in str(error) or happened.append(str(error)))
    return page


def test_the_walk_would_see_what_a_text_makes(chromium: Browser) -> None:
    page = chromium.new_page()
    page.route("**/*", lambda route: route.abort())
    for text in TEXTS:
        if re.match("<(img|picture|video|input|object|iframe|form|a|div|base)", text):
            page.set_content(f"<main>{text}</main>", wait_until="commit")
            assert page.evaluate(MADE_BY_TEXT), text
    page.set_content("<main><p><strong>已办结</strong><a href='//elsewhere.test'>x</a></p></main>")
    assert len(page.evaluate(MADE_BY_TEXT)) == 2
    page.close()


@pytest.mark.parametrize(
    ("language", "scheme", "first", "screens", "least"),
    [("zh", "light", 0, tuple(SCREENS), 9), ("en", "dark", len(TEXTS) // 4, OF_SHORT_TABLES, 4)],
    ids=["every screen", "short tables"],
)
def test_no_text_is_more_than_text_on_any_screen(
    chromium: Browser,
    server: str,
    url: str,
    language: str,
    scheme: str,
    first: int,
    screens: tuple[str, ...],
    least: int,
) -> None:
    """At `least` so many of the texts were before the reader; it were twelve and six, or more."""
    if first:
        change_places(url, first)
    parameters = parameters_of_screens(url)
    happened: list[str] = []
    supervisor, auditor = (
        watched(context, happened) for context in contexts(chromium, server, language, scheme)
    )
    seen = ""
    for name in screens:
        page = auditor if name == "audit" else supervisor
        query = urlencode(parameters[name] | {"lang": language})
        address = f"{server}{path_of(name)}?{query}"
        if page.url == "about:blank":
            page.goto(address)
            page.locator("h2").first.wait_for(timeout=30_000)
            page.locator(DRAWN).wait_for(state="attached", timeout=30_000)
        else:
            move(page, address)
        page.wait_for_function(TABLES_TOLD, timeout=10_000)
        if language == "zh" and not SCREENS[name].is_hidden:
            title = page.get_by_role("heading", name=SCREENS[name].title)
            expect(title.first).to_be_visible()
        made = page.evaluate(MADE_BY_TEXT)
        refused = [one for one in page.evaluate("window.refused") if not one.endswith(OURS)]
        assert (made, refused, happened) == ([], [], []), name
        assert page.url == address, name
        assert page.locator("[data-testid='stException']").count() == 0, name
        seen += page.locator("body").text_content() or ""
    supervisor.wait_for_load_state("networkidle")
    assert happened == []
    plain = seen.replace("\u2060", "")
    shown = sum(text.strip() in plain for text in TEXTS)
    assert shown >= least
    for page in (supervisor, auditor):
        page.context.close()
