"""The list behind a figure: as many rows as the figure says."""

import argparse

from data_access.commands.asking import add_moment, asked, line_of, plain, show
from data_access.engine import reading, the_engine
from data_access.figures import cases
from data_access.measures import MEASURES
from supervision.indicators import BY_CODE, INDICATORS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the measure, --limit and what all questions have."""
    parser.add_argument("measure", help="the name of a measure")
    parser.add_argument("--limit", type=int, help="so many rows at the most")
    add_moment(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the total and the rows."""
    indicator = INDICATORS.get(arguments.measure) or BY_CODE.get(arguments.measure)
    if indicator is not None and arguments.measure not in MEASURES:
        named = " and ".join(dict.fromkeys(indicator.measures))
        raise ValueError(f"{arguments.measure} is an indicator; lists lie behind {named}")
    scope, as_of = asked(arguments)
    with reading(the_engine()) as connection:
        listing = cases(connection, scope, arguments.measure, as_of=as_of, limit=arguments.limit)
    rows = [
        {str(name): plain(value) for name, value in row.items()}
        for row in listing.frame.to_dict("records")
    ]
    if arguments.json:
        show(
            {
                "name": arguments.measure,
                "as_of": as_of.isoformat(sep=" "),
                "total": listing.total,
                "rows": rows,
            }
        )
        return 0
    print(f"{listing.total} rows")
    for row in rows:
        print(line_of(row))
    return 0
