"""The command line: python -m data_access COMMAND."""

import argparse
import importlib
import logging
import signal
import sys

COMMANDS = {
    "migrate": "create or upgrade the tables",
    "import": "read CSV, XLSX or XES files into the contract tables",
    "evaluate": "work the change queue: clocks, findings, cells",
    "figures": "the value of a measure or an indicator",
    "cases": "the list behind a figure",
    "due-dates": "due dates for a CSV of acceptance dates and limits",
    "people": "add, change, disable and list the persons who may sign in",
    "protect": "limit the role of the screens to its rows, by row-level security",
    "check": "schema, calendar, data faults, cells against rows",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something is wrong, 2 on bad input."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    parser = argparse.ArgumentParser(prog="python -m data_access", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        module = importlib.import_module(f"data_access.commands.{_module_name(name)}")
        command = commands.add_parser(name, help=purpose, description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        result: int = chosen.run(chosen)
    except (ValueError, FileNotFoundError) as error:
        print(f"{chosen.command}: {error}", file=sys.stderr)
        return 2
    return result


def _module_name(command: str) -> str:
    return {"import": "import_files"}.get(command, command.replace("-", "_"))


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):  # a reader that has seen enough, such as head, ends the command
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    raise SystemExit(main())
