"""Which addresses and origins may speak to this server at all, and how people sign in to it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st
from streamlit import auth_util

from data_access.engine import settings
from supervision.settings import DEMO, OIDC, SHORTEST_KEY, Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CALLBACK = "/oauth2callback"
KNOWN_SECRETS = ("change me", "changeme", "secret")


@dataclass(frozen=True)
class Admission:
    """Who is spoken to: the official address, or in the demo any name of this machine."""

    origin: str
    """Scheme, host and port of the official address; "" in the demo."""

    @property
    def is_secure(self) -> bool:
        """Whether browsers come over https."""
        return self.origin.startswith("https://")

    def knows_host(self, host: str) -> bool:
        """Whether the Host of a request is ours: a foreign name may lead here too."""
        if self.origin:
            return host.lower() == urlsplit(self.origin).netloc.lower()
        return (_hostname(host) or "") in LOOPBACK

    def knows_origin(self, origin: str, host: str) -> bool:
        """Whether a page of ours sent the request: the browser says it, no page can forge it."""
        if self.origin:
            return origin.lower() == self.origin.lower()
        return urlsplit(origin).netloc.lower() == host.lower() and self.knows_host(host)


def admission() -> Admission:
    """The admission of this process, by its settings."""
    return Admission("" if settings().is_demo else auth_util.get_origin_from_redirect_uri() or "")


def check_sign_in(chosen: Settings) -> None:
    """Refuse to start where people could come in whom nobody knows.

    Raises SystemExit with one clear sentence.
    """
    if chosen.sign_in == DEMO:
        if not chosen.is_embedded:
            raise SystemExit(
                "the demo signs anybody in, so it runs on the embedded database only: "
                "set SUPERVISION_SIGN_IN=oidc (docs/operations.md)"
            )
        address = st.config.get_option("server.address")
        if address not in LOOPBACK:
            raise SystemExit(
                "the demo signs anybody in, so it listens on loopback only, not on "
                f"{address}: set SUPERVISION_SIGN_IN=oidc (docs/operations.md)"
            )
        return
    section = auth_util.get_secrets_auth_section()
    redirect = str(section.get("redirect_uri", "")) if section else ""
    if chosen.sign_in == OIDC and not redirect.endswith(CALLBACK):
        raise SystemExit(
            f"secrets.toml has no [auth] redirect_uri that ends with {CALLBACK} "
            "(docs/operations.md)"
        )
    secret = auth_util.get_signing_secret() or ""
    if len(secret) < SHORTEST_KEY or secret.lower() in KNOWN_SECRETS:
        raise SystemExit(
            f"secrets.toml has no [auth] cookie_secret of {SHORTEST_KEY} random characters or more"
        )
    if not chosen.is_embedded and not chosen.log_key:
        raise SystemExit("SUPERVISION_LOG_KEY is missing: it seals the access log")


def provider() -> str:
    """The name of the provider in the secrets: the one section of [auth], or the default."""
    section = auth_util.get_secrets_auth_section()
    named = [name for name, value in section.to_dict().items() if isinstance(value, dict)]
    return named[0] if named else "default"


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
