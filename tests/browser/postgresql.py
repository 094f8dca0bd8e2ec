"""A server whose database is a PostgreSQL behind a proxy, and people who are signed in there.

The demo signs in on the embedded database only; here a sign-in is written as the provider's answer
would have it written, and the browser is given its cookie.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import NullPool, create_engine, insert, text

from data_access.access import people
from data_access.engine import engine_for, writing
from data_access.evaluation import evaluate, shanghai_now
from data_access.schema import PersonSession
from sample_data.district import fill
from sample_data.orders import supervise
from supervision.people import Role
from tests.browser.conftest import serving
from tests.proxy import Proxy

CASES, PROJECTS = 250, 15
PERSON = "everybody"
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef-of-tests"
client_id = "supervision"
client_secret = "nobody asks the provider"
server_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"
"""


@dataclass(frozen=True)
class Served:
    """The server's address, the way to its database, and the cookie of one who may see all."""

    address: str
    proxy: Proxy
    url: str
    """The database past the proxy."""
    cookie: dict[str, str]


@contextmanager
def served_on_postgresql(server_url: str, directory: Path) -> Iterator[Served]:
    """A new database on this PostgreSQL with a small district, and the app on it."""
    name = f"served_{uuid.uuid4().hex}"
    administration = create_engine(server_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_supervision"))
    url = server_url.replace("/postgres?", f"/{name}?")
    token = filled(url)
    secrets = directory / "secrets.toml"
    secrets.write_text(SECRETS, encoding="utf-8")
    proxy = Proxy(f"{url.rpartition('host=')[2]}/.s.PGSQL.5432")
    settings = {
        "SUPERVISION_SIGN_IN": "oidc",
        "STREAMLIT_SECRETS_FILES": str(secrets),
        "SUPERVISION_LOG_HEAD": str(directory / "head"),
        "SUPERVISION_QUERY_SECONDS": "",  # as it is in production
    }
    through = f"postgresql+psycopg://postgres@127.0.0.1:{proxy.port}/{name}"
    try:
        with serving(through, **settings) as address:
            cookie = {"name": "supervision_session", "value": token, "url": address}
            yield Served(address, proxy, url, cookie)
    finally:
        proxy.close()
        engine_for(url).dispose()
        with administration.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def filled(url: str) -> str:
    """Fill the database with a small district and a person of every role; their token."""
    engine, now = engine_for(url), shanghai_now()
    fill(engine, CASES, 11, now, projects=PROJECTS)
    evaluate(engine, now=now)
    supervise(engine, 11, now)
    evaluate(engine, now=now)
    with writing(engine) as connection:
        people.save_person(
            connection, PERSON, subject="00001", name="全能", roles=list(Role), at=now
        )
        token = "a-token-that-only-this-test-and-its-browser-know"
        connection.execute(
            insert(PersonSession).values(
                session_id=people.digest(token),
                person_id=PERSON,
                created_at=now,
                last_seen_at=now,
            )
        )
    return token
