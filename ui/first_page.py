"""The page that a browser loads first: Streamlit's, with our words, style and script.

Streamlit's own page asks the server twice whether it is there before it opens its socket, and a
deep link first asks under a path that does not exist: a sixth of the time to the first figure.
"""

import hashlib
from pathlib import Path

import streamlit as st
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

from ui.access.admission import CALLBACK

INDEX = Path(st.__file__).parent / "static" / "index.html"
STATIC = Path(__file__).parent / "static"
STYLE, SCRIPT = "supervision.css", "supervision.js"
KEPT_FOR_EVER = {"Cache-Control": "public, immutable, max-age=31536000"}
WHERE_IT_IS = (
    "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin, "
    "HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false}};</script>"
)
"""With both said Streamlit opens its socket at once, and asks beside it."""
NO_SCRIPT = "<p>请启用 JavaScript · Please enable JavaScript</p>"


def _page() -> str:
    text = INDEX.read_text(encoding="utf-8")
    start, end = text.index("<noscript>"), text.index("</noscript>")
    text = f"{text[:start]}<noscript>{NO_SCRIPT}{text[end:]}"
    # Ours stands last: behind the styles that Streamlit adds to the head.
    ours = (
        f'<link rel="stylesheet" href="{_address(STYLE)}">'
        f'<script src="{_address(SCRIPT)}" defer></script>'
    )
    return (
        text.replace("<title>Streamlit</title>", "<title>金山区电子监察</title>")
        .replace('<html lang="en">', '<html lang="zh-CN">')
        .replace('<script type="module"', f'{WHERE_IT_IS}<script type="module"', 1)
        .replace("</body>", f"{ours}</body>")
    )


def _address(name: str) -> str:
    """It changes with the file, so a browser may keep what it has."""
    return f"/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16]}"


PAGE = _page()


class _ScreenName(Convertor[str]):
    """One word, but the provider's: what has a dot is a file, and a slash stands in a route."""

    regex = f"(?!{CALLBACK.strip('/')}$)[^/.]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("screen", _ScreenName())


async def first_page(_request: Request) -> HTMLResponse:
    """The same page for every screen, also for one that is not there: Streamlit says so."""
    return HTMLResponse(PAGE, headers={"Cache-Control": "no-cache"})


async def style(_request: Request) -> FileResponse:
    """What the theme cannot say."""
    return FileResponse(STATIC / STYLE, headers=KEPT_FOR_EVER)


async def script(_request: Request) -> FileResponse:
    """The page's own small script."""
    return FileResponse(STATIC / SCRIPT, media_type="text/javascript", headers=KEPT_FOR_EVER)


ROUTES = [
    Route(f"/{STYLE}", style),
    Route(f"/{SCRIPT}", script),
    Route("/{screen:screen}", first_page),
]
