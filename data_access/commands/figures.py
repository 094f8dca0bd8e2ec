"""The value of measures and indicators, in all or split by a dimension; --list names them all."""

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data_access.commands.asking import add_moment, asked, line_of, plain, show
from data_access.counting import DIMENSIONS
from data_access.engine import reading, the_engine
from data_access.figures import figures, indicators
from data_access.measures import MEASURES
from supervision.indicators import BY_CODE, INDICATORS
from supervision.scope import Scope
from supervision.words import translate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the names, --list, --line, --by and what all questions have."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="measures, indicators or codes")
    parser.add_argument("--list", action="store_true", help="name every measure and indicator")
    parser.add_argument("--line", help="only this line of business")
    parser.add_argument("--by", choices=DIMENSIONS, help="split by this dimension")
    add_moment(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures asked for."""
    lines = sorted({measure.line for measure in MEASURES.values()})
    if arguments.line not in (None, *lines):
        raise ValueError(f"no line is called {arguments.line}; there is {', '.join(lines)}")
    if arguments.list:
        _print(list(_known(arguments.line)), arguments.json)
        return 0
    if not arguments.names:
        raise ValueError("name a measure or an indicator, or give --list")
    unknown = [name for name in arguments.names if name not in {*MEASURES, *INDICATORS, *BY_CODE}]
    if unknown:
        raise ValueError(f"no measure or indicator is called {', '.join(unknown)}; see --list")
    scope, as_of = asked(arguments)
    with reading(the_engine()) as connection:
        rows = [
            row
            for name in arguments.names
            for row in _figures(connection, scope, name, as_of, arguments.by)
            if arguments.line in (None, row["line"])
        ]
    _print(rows, arguments.json)
    return 0


def _known(line: str | None) -> Iterator[dict[str, Any]]:
    """Every name once: an indicator that is one measure bears its name and is that measure."""
    for measure in MEASURES.values():
        if line in (None, measure.line):
            yield _named(measure.name, measure.line, measure.unit, measure.title)
    for indicator in INDICATORS.values():
        if line in (None, indicator.line) and indicator.name not in MEASURES:
            yield _named(indicator.name, indicator.line, "indicator", indicator.title)


def _named(name: str, line: str, kind: str, title: str) -> dict[str, Any]:
    return {"name": name, "line": line, "kind": kind, "zh": title, "en": translate(title, "en")}


def _figures(
    connection: Connection, scope: Scope, name: str, as_of: datetime, by: str | None
) -> Iterator[dict[str, Any]]:
    """One row a key; a measure by its name, an indicator by its name or code."""
    if name in MEASURES:
        line = MEASURES[name].line
        unit: str = MEASURES[name].unit
        frame = figures(connection, scope, [name], as_of=as_of, by=by)
        values = frame[name]
    else:
        indicator = INDICATORS.get(name) or BY_CODE[name]
        line, unit = indicator.line, indicator.unit
        frame = indicators(connection, scope, [name], as_of=as_of, by=by)
        values = frame["value"]
    keys: list[Any] = [None] * len(frame) if by is None else list(frame[by])
    for key, value in zip(keys, values, strict=True):
        yield {
            "name": name,
            "line": line,
            "value": plain(value),
            "unit": unit,
            "as_of": as_of.isoformat(sep=" "),
            "from": scope.period.first.isoformat(),
            "to": scope.period.last.isoformat(),
            "by": {} if by is None else {by: _key(key)},
        }


def _key(key: object) -> object:
    return key.date().isoformat() if isinstance(key, pd.Timestamp) else plain(key)


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        show(rows)
        return
    for row in rows:
        split = row.pop("by", None)
        print(line_of(row | (split or {})))
