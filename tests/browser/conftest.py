"""A fresh server on a small district, and a real browser that notes what it asks for."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from data_access.engine import engine_for
from data_access.evaluation import evaluate, shanghai_now
from sample_data.district import fill
from tests.browser.forked_server import serve
from tests.forking import started

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
"""The first draws what the others draw, without a window around it that costs a quarter more."""
REQUIRED = os.environ.get("SUPERVISION_BROWSER_TESTS") == "required"
START_SECONDS = 60
DRAWN = "[data-testid='stApp'][data-test-script-state='notRunning']"


@dataclass
class Opened:
    """A page, the requests it made to foreign hosts, and its errors."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; without one the test is skipped, or fails where it is required."""
    if CHROMIUM is None:
        if REQUIRED:
            pytest.fail("no Chromium on this machine, and browser tests are required")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--js-flags=--no-opt --no-maglev"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def filled(new_database: Callable[[], str]) -> Path:
    """A file with a small evaluated district up to now, to be copied."""
    url, now = new_database(), shanghai_now()
    engine = engine_for(url)
    fill(engine, 700, 11, now, projects=40)
    evaluate(engine, now=now)
    engine.dispose()  # nothing is left outside the file
    return Path(str(engine.url.database))


@pytest.fixture(scope="module")
def own_district(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of such a district that only the tests of this module write to."""
    return f"sqlite:///{shutil.copy(filled, tmp_path_factory.mktemp('district') / 'own.db')}"


@pytest.fixture(scope="session")
def district(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of such a district, which the shared server shows."""
    return f"sqlite:///{shutil.copy(filled, tmp_path_factory.mktemp('district') / 'shared.db')}"


@pytest.fixture(scope="package")
def server(district: str) -> Iterator[str]:
    """The address of a server that the browser's tests share; it works no longer than they do."""
    with serving(district) as address:
        yield address


@pytest.fixture(scope="module")
def open_page(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Open an address: language zh or en, scheme light or dark, and the width.

    The app is loaded once for each kind of reader and server; after that it moves to the address as
    a link within it would, which costs less than half. `anew` loads it in any case.
    """
    kept: dict[tuple[object, ...], Opened] = {}
    contexts = []

    def loaded(address: str, language: str, scheme: str, width: int, person: str) -> Opened:
        locale = {"zh": "zh-CN", "en": "en-US"}[language]
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            color_scheme=scheme,
        )
        contexts.append(context)
        one = Opened(context.new_page())
        one.page.on(
            "request", lambda request: is_local(request.url) or one.foreign.append(request.url)
        )
        one.page.on("pageerror", lambda error: one.errors.append(str(error)))
        sign_in(context, address, person)
        one.page.goto(address)
        return one

    def opened(
        address: str,
        language: str = "zh",
        scheme: str = "light",
        width: int = 1440,
        person: str = "demo-supervisor",
        *,
        anew: bool = False,
    ) -> Opened:
        reader = (language, scheme, width, person)
        key = (urlsplit(address).netloc, *reader)
        if anew or key not in kept:
            one = loaded(address, *reader)
        else:
            one = kept[key]
            move(one.page, address)
        if not anew:
            kept[key] = one
        one.page.wait_for_selector("[data-testid='stHeading'], h2", timeout=30_000)
        return one

    yield opened
    for context in contexts:
        context.close()


MOVE = """address => new Promise((arrived, lost) => {
    const title = document.querySelector('h2'), before = title?.textContent;
    const watch = new MutationObserver(() => {
        const app = document.querySelector('[data-testid=stApp]');
        const left = !title?.isConnected || title.textContent !== before;
        if (left && app?.dataset.testScriptState === 'notRunning') {
            watch.disconnect();
            arrived();
        }
    });
    watch.observe(document.body, {
        subtree: true, childList: true, characterData: true, attributes: true,
        attributeFilter: ['data-test-script-state'],
    });
    setTimeout(() => lost(new Error(`${address} was not drawn`)), 30000);
    history.pushState({}, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
})"""
"""Arrived is who has left the old title behind on a page that is drawn."""


def move(page: Page, address: str) -> None:
    """Move to another address as a link within the app does, and wait until it is drawn."""
    asked = urlsplit(address)
    if urlsplit(page.url).path == asked.path:  # the same title would not say when it is drawn
        other = "quality" if asked.path == "/definitions" else "definitions"
        move(page, f"{asked.scheme}://{asked.netloc}/{other}")
    page.locator(DRAWN).wait_for(state="attached", timeout=30_000)
    page.evaluate(MOVE, address)


def sign_in(context: BrowserContext, address: str, person: str) -> None:
    """The demo's one click, as the form on the sign-in page sends it."""
    server = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    answer = context.request.post(
        f"{server}/sign-in/demo",
        form={"person": person, "next": "/healthz"},
        headers={"Origin": server},
    )
    assert answer.ok, answer.status


@contextmanager
def serving(database_url: str, **settings: str) -> Iterator[str]:
    """Serve the app on a free port of loopback until the block ends, with more settings."""
    port, environment = _free_port(), environment_for(database_url, **settings)
    process = started(serve, port, ROOT, environment, os.devnull)
    try:
        yield _answering(port, process.is_alive)
    finally:
        process.terminate()
        process.join(20)


@contextmanager
def serving_by_command(database_url: str) -> Iterator[str]:
    """The same by the command that people type, every import included."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env=environment_for(database_url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _answering(port, lambda: process.poll() is None)
    finally:
        process.terminate()
        process.wait(20)


def environment_for(database_url: str, **settings: str) -> dict[str, str]:
    """The environment of a server on this database, with more settings."""
    slow = {"SUPERVISION_QUERY_SECONDS": "30"}  # the screens are judged, not the machine
    return {**os.environ, "SUPERVISION_DATABASE_URL": database_url, **slow, **settings}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def is_local(url: str) -> bool:
    """Whether a request stays on the server."""
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def _answering(port: int, is_alive: Callable[[], bool]) -> str:
    """The address of a server, once it answers."""
    address, again = f"http://127.0.0.1:{port}", threading.Event()
    for _ in range(START_SECONDS * 10):
        if not is_alive():
            raise RuntimeError("the server ended before it answered")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):
                return address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            again.wait(0.1)
    raise RuntimeError("the server did not answer")
