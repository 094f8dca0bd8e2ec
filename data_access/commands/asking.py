"""What the commands about figures share: the moment, the period, the scope, the JSON."""

import argparse
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from data_access.evaluation import shanghai_now
from supervision.scope import Period, Scope

USUAL_DAYS = 30
SHANGHAI = ZoneInfo("Asia/Shanghai")


def add_moment(parser: argparse.ArgumentParser) -> None:
    """Add --as-of, --from, --to, --department, --item, --town and --json."""
    parser.add_argument("--as-of", type=_moment, help="ISO moment, default now")
    parser.add_argument("--from", dest="first", type=_day, help="first day of the period")
    parser.add_argument("--to", dest="last", type=_day, help="last day of the period")
    for name in ("department", "item", "town"):
        parser.add_argument(f"--{name}", action="append", default=[], help=f"code of a {name}")
    parser.add_argument("--json", action="store_true", help="JSON instead of lines")


def asked(arguments: argparse.Namespace) -> tuple[Scope, datetime]:
    """The scope and the moment; without a period the thirty days that end at the moment."""
    as_of = arguments.as_of or shanghai_now()
    last = arguments.last or as_of.date()
    first = arguments.first or last - timedelta(days=USUAL_DAYS - 1)
    scope = Scope(
        Period(first, last),
        tuple(arguments.department),
        tuple(arguments.item),
        tuple(arguments.town),
    )
    return scope, as_of


def plain(value: object) -> object:
    """A value as JSON bears it: whole numbers whole, empty ones null, moments in ISO."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def show(rows: object) -> None:
    """Print rows as JSON, Chinese as it is."""
    print(json.dumps(rows, ensure_ascii=False, indent=1))


def line_of(row: Mapping[str, object]) -> str:
    """One row in a line, its values parted by tabs; an empty one is a dash."""
    return "\t".join("—" if value is None else str(value) for value in row.values())


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-11-23"):  # a day alone means all of it
        moment = moment.replace(hour=23, minute=59, second=59)
    if moment.tzinfo is not None:
        moment = moment.astimezone(SHANGHAI)
    return moment.replace(tzinfo=None, microsecond=0)


def _day(text: str) -> date:
    return date.fromisoformat(text)
