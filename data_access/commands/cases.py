"""The list behind a figure: as many rows as the figure says."""

import argparse

from data_access.commands.asking import add_moment, asked, line_of, plain, show
from data_access.engine import reading, the_engine
from data_access.figures import cases


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the measure, --limit and what all questions have."""
    parser.add_argument("measure", help="the name of a measure")
    parser.add_argument("--limit", type=int, help="so many rows at the most")
    add_moment(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the total and the rows."""
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
