"""The page that a browser loads first: Streamlit's, with our words, style and script.

Streamlit's own page asks the server twice whether it is there before it opens its socket, and a
deep link first asks under a path that does not exist: a sixth of the time to the first figure.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import streamlit as st
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ui.access.admission import CALLBACK
from ui.access.sign_in_page import language_of, missing_page
from ui.links import SCREENS

INDEX = Path(st.__file__).parent / "static" / "index.html"
STATIC = Path(__file__).parent / "static"
WHERE_IT_IS = (
    "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin, "
    "HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false}};</script>"
)
"""With both said Streamlit opens its socket at once, and asks beside it."""
NO_SCRIPT = "<p>请启用 JavaScript · Please enable JavaScript</p>"


@dataclass(frozen=True)
class Asset:
    """A file as it was when the server started: an update is there after the next start."""

    name: str
    media_type: str

    @cached_property
    def content(self) -> bytes:
        """What the file holds."""
        return (STATIC / self.name).read_bytes()

    @cached_property
    def version(self) -> str:
        """It changes with the content, so that a browser may keep what it has."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Where this version is."""
        return f"/{self.name}?v={self.version}"

    async def answer(self, request: Request) -> Response:
        """The file; only what was asked for by its version is kept."""
        is_this = request.query_params.get("v") == self.version
        kept = "public, immutable, max-age=31536000" if is_this else "no-cache"
        return Response(self.content, media_type=self.media_type, headers={"Cache-Control": kept})


STYLE = Asset("supervision.css", "text/css")
"""What the theme cannot say."""
SCRIPT = Asset("supervision.js", "text/javascript")
"""The page's own small script."""


def _page() -> str:
    text = INDEX.read_text(encoding="utf-8")
    start, end = text.index("<noscript>"), text.index("</noscript>")
    text = f"{text[:start]}<noscript>{NO_SCRIPT}{text[end:]}"
    # Ours stands last: behind the styles that Streamlit adds to the head.
    ours = (
        f'<link rel="stylesheet" href="{STYLE.address}">'
        f'<script src="{SCRIPT.address}" defer></script>'
    )
    return (
        text.replace("<title>Streamlit</title>", "<title>金山区电子监察</title>")
        .replace('<html lang="en">', '<html lang="zh-CN">')
        .replace('<script type="module"', f'{WHERE_IT_IS}<script type="module"', 1)
        .replace("</body>", f"{ours}</body>")
    )


PAGE = _page()


class _ScreenName(Convertor[str]):
    """One word, but the provider's: a slash stands in a route, and what has a dot is a file."""

    regex = rf"(?!{CALLBACK.strip('/')}$)[^/.]*|\w+\.html"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("screen", _ScreenName())


async def first_page(request: Request) -> HTMLResponse:
    """The same page for every screen; for what is none one that says so, and leads back."""
    name = request.path_params["screen"]
    if name and name not in SCREENS:
        return missing_page(language_of(request, str(request.query_params)))
    return HTMLResponse(PAGE, headers={"Cache-Control": "no-cache"})


ROUTES = [
    *(Route(f"/{asset.name}", asset.answer) for asset in (STYLE, SCRIPT)),
    Route("/{screen:screen}", first_page),
]
