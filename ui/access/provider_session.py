"""The provider's own session, which outlives ours: where a browser is sent to end it too."""

import asyncio
import logging

from streamlit import auth_util
from streamlit.web.server.starlette.starlette_auth_routes import _create_oauth_client

from ui.access.admission import admission, provider

log = logging.getLogger(__name__)

PROVIDER_SECONDS = 3.0
"""How long a sign-out waits for the provider to say where its session is ended."""


async def end_of_session() -> str:
    """Where the provider ends its session and leads back here; "" where it names no such place.

    It is told which client asks, and the address back that it knows from the sign-in; no token of
    the person is kept for it. A silent provider counts as one without the place: our own sign-in
    has ended whatever it says.
    """
    schemes = ("https://",) if admission().is_secure else ("https://", "http://")
    try:
        back = auth_util.get_validated_redirect_uri()
        client, _ = _create_oauth_client(provider())
        metadata = await asyncio.wait_for(client.load_server_metadata(), PROVIDER_SECONDS)
        place = str(metadata.get("end_session_endpoint") or "")
        if not back or not place.startswith(schemes):
            return ""
        return auth_util.build_logout_url(place, client.client_id, back)
    except Exception as error:
        log.warning("the provider does not say how its session ends: %s", type(error).__name__)
        return ""
