"""The page that a browser loads first: what it says, and what it leads to."""

import asyncio
import re

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Match

from ui import first_page
from ui.access.admission import CALLBACK
from ui.links import SCREENS
from ui.server import HEADERS, ROUTES, inline_scripts


def answers(path: str) -> object:
    """What of ours answers a path; None where Streamlit does."""
    asked = {"type": "http", "method": "GET", "path": path, "headers": []}
    found = (route.endpoint for route in ROUTES if route.matches(asked)[0] is Match.FULL)
    return next(found, None)


@pytest.mark.parametrize("path", ["/", "/warnings", "/nothing", "/index.html", "/nothing.html"])
def test_every_name_of_a_screen_is_ours_to_answer(path: str):
    assert answers(path) is first_page.first_page


def answered(screen: str, language: str = "zh") -> HTMLResponse:
    asked = {
        "type": "http",
        "query_string": f"lang={language}".encode(),
        "headers": [],
        "path_params": {"screen": screen},
    }
    return asyncio.run(first_page.first_page(Request(asked)))


@pytest.mark.parametrize("screen", ["", *SCREENS])
def test_every_screen_begins_with_the_same_page(screen: str):
    answer = answered(screen)
    assert answer.status_code == 200
    assert answer.body.decode() == first_page.PAGE
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "没有这个页面"), ("en", "There is no such page")]
)
def test_what_is_no_screen_says_so_and_leads_back(language: str, words: str):
    answer = answered("nothing", language)
    assert answer.status_code == 404
    assert words in answer.body.decode()
    assert 'href="/"' in answer.body.decode()


@pytest.mark.parametrize(
    "path", ["/favicon.png", "/static/js/x.js", "/_stcore/health", "/media/x", CALLBACK]
)
def test_files_and_routes_of_streamlit_stay_its_own(path: str):
    assert answers(path) is None


@pytest.mark.parametrize("path", ["/healthz", "/sign-in"])
def test_our_other_routes_come_before_it(path: str):
    assert answers(path) not in (None, first_page.first_page)


def test_it_speaks_our_words_and_says_where_the_server_is():
    page = first_page.PAGE
    assert "<title>金山区电子监察</title>" in page
    assert '<html lang="zh-CN">' in page
    assert "请启用 JavaScript" in page
    assert page.index("window.__streamlit") < page.index('<script type="module"')


def test_its_style_and_script_stand_behind_all_else():
    addresses = r'(?:href|src)="/(supervision\.(?:css|js))\?v=[0-9a-f]{16}"'
    assert re.findall(addresses, first_page.PAGE.split('<div id="root">')[1]) == [
        "supervision.css",
        "supervision.js",
    ]


@pytest.mark.parametrize("asset", [first_page.STYLE, first_page.SCRIPT])
def test_only_what_is_asked_for_by_its_version_is_kept(asset: first_page.Asset):
    def kept(query: str) -> str:
        asked = {"type": "http", "query_string": query.encode(), "headers": []}
        answer = asyncio.run(asset.answer(Request(asked)))
        assert answer.body == (first_page.STATIC / asset.name).read_bytes()
        return answer.headers["cache-control"]

    assert answers(f"/{asset.name}") == asset.answer
    assert "immutable" in kept(asset.address.split("?")[1])
    assert kept("v=of-another-version") == kept("") == "no-cache"


def test_the_policy_allows_its_inline_scripts_and_only_those():
    allowed = re.findall(r"'sha256-[^']*'", HEADERS["Content-Security-Policy"])
    assert allowed == inline_scripts(first_page.PAGE)
    assert len(allowed) == 2
