"""The server around the frame: its start, its loops, its headers, its few own routes."""

import asyncio
import base64
import hashlib
import logging
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data_access.engine import reading, settings
from data_access.migration import missing_version
from ui import first_page
from ui.access.admission import admission
from ui.access.gate import HEALTH, Gate
from ui.access.sign_in import SIGN_IN_ROUTES, ProviderAnswer
from ui.remembered import remember
from ui.start import finish, prepare, start_loops

log = logging.getLogger(__name__)


def inline_scripts(page: str) -> list[str]:
    """The hashes by which a policy allows the inline scripts of a page, and no others."""
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (hashlib.sha256(words.encode()).digest() for words in found)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *inline_scripts(first_page.PAGE))),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _over_tls() -> dict[str, str]:
    """What is said only where the official address is https."""
    seconds = settings().hsts_seconds
    if not seconds or not admission().is_secure:
        return {}
    return {"Strict-Transport-Security": f"max-age={seconds}; includeSubDomains"}


class SecurityHeaders:
    """Sets the headers on every response, whatever else answers it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        every = {**HEADERS, **_over_tls()}
        self.headers = [(name.lower().encode(), value.encode()) for name, value in every.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the response back with the headers; a socket has none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self.headers}
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
                message = {**message, "headers": [*kept, *self.headers]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def health(_request: Request) -> JSONResponse:
    """Whether the database answers and has the newest version; 503 when not."""

    def look() -> str | None:
        with reading() as connection:
            return missing_version(connection)

    try:
        missing = await asyncio.wait_for(asyncio.to_thread(look), settings().query_seconds)
    except Exception as error:  # any fault of the database means the same here: not healthy
        log.warning("health check failed: %s", type(error).__name__)
        return JSONResponse({"status": "no database"}, status_code=503)
    if missing:
        return JSONResponse({"status": "old schema", "missing": missing}, status_code=503)
    return JSONResponse({"status": "ok"})


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Before the first request: a database with data, warm imports, and the loops."""
    await asyncio.to_thread(prepare)
    remember()
    stopping = threading.Event()
    start_loops(stopping)
    yield {}
    stopping.set()
    await asyncio.to_thread(finish)


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(Gate), Middleware(ProviderAnswer)]
ROUTES = [
    Route(HEALTH, health),
    *SIGN_IN_ROUTES,
    *first_page.ROUTES,
]
