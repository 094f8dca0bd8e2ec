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

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("SUPERVISION_BROWSER_TESTS") == "required"
START_SECONDS = 60


@dataclass
class Opened:
    """A page, the requests it made to foreign hosts, and its errors."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; without one the test is skipped, or fails where it is required."""
    if CHROMIUM is None:
        if REQUIRED:
            pytest.fail("no Chromium on this machine, and browser tests are required")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with a small evaluated district up to now."""
    url = f"sqlite:///{tmp_path_factory.mktemp('district')}/district.db"
    now = shanghai_now()
    fill(engine_for(url), 1500, 11, now, projects=40)
    evaluate(engine_for(url), now=now)
    return url


@pytest.fixture(scope="module")
def server(district: str) -> Iterator[str]:
    """The address of a server that nobody has asked anything yet."""
    with serving(district) as address:
        yield address


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Open an address: language zh or en, scheme light or dark, and the width."""
    contexts = []

    def opened(
        address: str,
        language: str = "zh",
        scheme: str = "light",
        width: int = 1440,
        person: str = "demo-supervisor",
    ) -> Opened:
        locale = {"zh": "zh-CN", "en": "en-US"}[language]
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=locale, color_scheme=scheme
        )
        contexts.append(context)
        one = Opened(context.new_page())
        one.page.on(
            "request", lambda request: is_local(request.url) or one.foreign.append(request.url)
        )
        one.page.on("pageerror", lambda error: one.errors.append(str(error)))
        sign_in(context, address, person)
        one.page.goto(address)
        one.page.wait_for_selector("[data-testid='stHeading'], h2", timeout=30_000)
        return one

    yield opened
    for context in contexts:
        context.close()


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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={
            **os.environ,
            "SUPERVISION_DATABASE_URL": database_url,
            "SUPERVISION_QUERY_SECONDS": "30",  # the screens are judged, not the machine
            **settings,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def is_local(url: str) -> bool:
    """Whether a request stays on the server."""
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    again = threading.Event()
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            again.wait(0.1)
    raise RuntimeError("the server did not answer")
