"""How long a browser takes to show data, beside how long an empty Streamlit page takes.

python -m bench.screens PORT [RUNS]: a served app and, started here, one that says a word. The
system's Chromium loads them in turn, each again and again by one reader who has loaded it before.
Prints medians in milliseconds from the request to the first figure and to the last, and how many
times those of the empty page they are.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from playwright.sync_api import Page, sync_playwright

from supervision.people import RIGHTS, Role
from ui.links import DEFAULT, SCREENS

MAY = RIGHTS[Role.SUPERVISOR]
SHOWN = {
    name: "/" if name == DEFAULT else f"/{name}"
    for name, screen in SCREENS.items()
    if not screen.is_hidden and MAY & set(screen.rights)
}
"""The screens of a supervisor's menu, and where each answers."""
EMPTY = "an empty page"
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
RUNS = 9
FIGURES = ".sv-kpi, [data-testid=stDataFrame], svg.marks, h3, h1"
"""What there is to read first; of the empty page its word."""
LAST = """figures => {
    const first = document.querySelector(`[data-testid=stMain] :is(${figures})`);
    if (first) window.firstFigure ??= performance.now();
    const app = document.querySelector('[data-testid=stApp]');
    if (app?.dataset.testScriptState !== 'notRunning') return null;
    if (document.querySelector('[data-testid=stSkeleton], [data-stale=true]')) return null;
    const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
    if (!charts.every(chart => chart.querySelector('svg, canvas'))) return null;
    const canvases = [...document.querySelectorAll(
        '[data-testid=stDataFrame], [data-testid=stDeckGlJsonChart]')];
    if (!canvases.every(one => one.querySelector('canvas'))) return null;
    return [window.firstFigure, performance.now()];
}"""
"""Both, once the last chart, table and map is drawn."""


def milliseconds(page: Page, address: str) -> tuple[float, float]:
    """From the request to the first figure, and to the last."""
    page.goto(address, wait_until="commit")
    first, last = page.wait_for_function(LAST, arg=FIGURES, timeout=60_000).json_value()
    return float(first), float(last)


@contextmanager
def empty_app() -> Iterator[str]:
    """The address of an app that says one word."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text("import streamlit as st\n\nst.title('empty')\n", encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        options = [
            "--browser.gatherUsageStats=false",
            "--server.headless=true",
            "--server.address=127.0.0.1",
            f"--server.port={port}",
        ]
        app = subprocess.Popen([*command, *options], cwd=folder, stdout=subprocess.DEVNULL)
        try:
            address, again = f"http://127.0.0.1:{port}", Event()
            while not _answers(address):
                if app.poll() is not None:
                    raise SystemExit("the empty app ended before it answered")
                again.wait(0.2)
            yield address
        finally:
            app.terminate()
            app.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def main(port: int, runs: int = RUNS) -> None:
    """Load all in turn, `runs` times after a first time, and print one line each."""
    served = f"http://127.0.0.1:{port}"
    executable = next(filter(None, map(shutil.which, CHROMIUM)))
    with empty_app() as empty, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        signed_in = {"form": {"person": "demo-supervisor"}, "headers": {"Origin": served}}
        if not context.request.post(f"{served}/sign-in/demo", **signed_in).ok:
            raise SystemExit("the demo's supervisor could not sign in")
        page = context.new_page()
        addresses = {EMPTY: empty} | {name: served + path for name, path in SHOWN.items()}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in addresses}
        for run in range(runs + 1):
            for name, address in addresses.items():
                spent = milliseconds(page, address)
                if run:  # the first time fills the caches of both
                    found[name].append(spent)
        browser.close()
    empty_page = medians(found[EMPTY])
    for name, spent in found.items():
        sides = zip(("first", "last"), medians(spent), empty_page, strict=True)
        told = [f"{side} {own:6.0f} ms, {own / usual:5.2f} times" for side, own, usual in sides]
        print(f"{name:14} {'; '.join(told)}")


def medians(spent: list[tuple[float, float]]) -> tuple[float, float]:
    """Of the first and of the last figure."""
    firsts, lasts = zip(*spent, strict=True)
    return statistics.median(firsts), statistics.median(lasts)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
