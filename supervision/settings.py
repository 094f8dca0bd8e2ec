"""What an installation may set, read once from the environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from supervision.opening_hours import hours_from
from supervision.quiet_hours import quiet_from

SHORTEST_KEY = 32
SECRET = ("log_key", "smtp_url", "webhook_url")
"""Settings that may hold a password: no message quotes them."""
DEMO, OIDC = "demo", "oidc"
EMBEDDED_DATABASE = Path("var") / "supervision.db"


@dataclass(frozen=True)
class Settings:
    """One field a setting; the environment name is SUPERVISION_ and the field in capitals."""

    database_url: str = f"sqlite:///{EMBEDDED_DATABASE}"
    """Where the shared database is: SQLite by default, postgresql+psycopg:// in production."""

    sample_cases: int = 20_000
    """How many made-up cases fill an empty embedded database."""

    evaluate: bool = True
    """Whether the app works the change queue itself; switch off where a process of its own does."""

    query_seconds: float = 2.0
    """After how many seconds a question to the database is given up."""

    office_hours: str = "09:00-11:30,13:30-17:00"
    """When offices are open on a working day: limits in working hours are counted by it."""
    boundary_geojson: str = ""
    """A GeoJSON file with the official outline of the district; without one no border is drawn."""

    smtp_url: str = ""
    """The mail server for notices: smtp://, smtps:// or smtp+starttls://; without one, no mail."""

    mail_from: str = ""
    """From whom notices come; needed with a mail server."""

    mail_to: str = ""
    """To whom notices go; {audience} stands for the code of the department, or supervision."""

    webhook_url: str = ""
    """Where each notice is posted as JSON; without one, nowhere."""

    quiet_hours: str = "20:00-08:00"
    """When notices wait for the morning, unless it would be too late; empty: never."""
    sign_in: str = "demo"
    """How people sign in: demo (made-up persons, embedded database and loopback only) or oidc."""
    subject_claim: str = "sub"
    """Which claim of the provider says who a person is: it is looked up in the table of persons."""
    idle_minutes: float = 30.0
    """After how many minutes without a click a sign-in ends."""
    session_hours: float = 8.0
    """After how many hours a sign-in ends in any case."""
    hsts_seconds: int = 31_536_000
    """How long browsers shall insist on https; sent when the official address is https."""
    log_key: str = ""
    """The secret that seals the access log, 32 characters or more; the demo makes one itself."""
    log_head: str = ""
    """Where the head of the access log is also written; beside the database, or in var/."""

    @property
    def is_demo(self) -> bool:
        """Whether made-up persons sign in with one click."""
        return self.sign_in == DEMO

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the SQLite file that belongs to this installation."""
        return self.database_url.startswith("sqlite")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; raise ValueError with one clear sentence when a value cannot be read."""
    values: dict[str, object] = {}
    for field in fields(Settings):
        name = f"SUPERVISION_{field.name.upper()}"
        text = environment.get(name, "").strip()
        if not text:
            continue
        try:
            values[field.name] = _READERS[field.name](text)
        except ValueError as error:
            shown = "" if field.name in SECRET else f": {text!r}"
            raise ValueError(f"{name} cannot be read{shown} ({error})") from error
    return Settings(**values)  # type: ignore[arg-type]


def _yes_or_no(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise ValueError("give true or false")
    return words[text.lower()]


def _quiet_hours(text: str) -> str:
    quiet_from(text)
    return text


def _web_address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("give an address that begins with http:// or https://")
    return text


def _mail_server(text: str) -> str:
    if not text.startswith(("smtp://", "smtps://", "smtp+starttls://")):
        raise ValueError("give smtp://, smtps:// or smtp+starttls://host:port")
    return text


def _sign_in(text: str) -> str:
    if text not in (DEMO, OIDC):
        raise ValueError("give demo or oidc")
    return text


def _long_key(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise ValueError(f"give {SHORTEST_KEY} characters or more")
    return text


def _hours(text: str) -> str:
    hours_from(text)
    return text


_READERS: dict[str, Callable[[str], object]] = {
    "database_url": str,
    "sample_cases": int,
    "evaluate": _yes_or_no,
    "query_seconds": float,
    "office_hours": _hours,
    "boundary_geojson": str,
    "smtp_url": _mail_server,
    "mail_from": str,
    "mail_to": str,
    "webhook_url": _web_address,
    "quiet_hours": _quiet_hours,
    "sign_in": _sign_in,
    "subject_claim": str,
    "idle_minutes": float,
    "session_hours": float,
    "hsts_seconds": int,
    "log_key": _long_key,
    "log_head": str,
}
