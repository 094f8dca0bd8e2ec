"""Add, change, disable and list the persons who may sign in.

One person a call: python -m data_access people save li --subject 00123 --name 李某 --role staff
--department housing. Roles: supervisor, leader, staff, administrator, auditor.
"""

import argparse

from data_access.access import access_log, people
from data_access.engine import reading, the_engine, writing
from data_access.evaluation import shanghai_now
from supervision.people import Role, Viewer

OPERATOR = Viewer("(command line)", "", frozenset({Role.ADMINISTRATOR}))
"""Who is named in the access log for a change from the shell."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with whom."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    kinds.add_parser("list", help="everybody, with roles and departments")
    save = kinds.add_parser("save", help="add a person, or change what is known of one")
    save.add_argument("person", help="the name by which this system knows them, for good")
    save.add_argument("--subject", help="what the provider calls them; default: the same")
    save.add_argument("--name", required=True, help="what people call them")
    save.add_argument(
        "--role", action="append", required=True, choices=[str(role) for role in Role]
    )
    save.add_argument("--department", action="append", default=[], help="of staff: whose they are")
    for name, purpose in (
        ("disable", "shut a person out at once"),
        ("enable", "let them in again"),
    ):
        kinds.add_parser(name, help=purpose).add_argument("person")


def run(arguments: argparse.Namespace) -> int:
    """Do it, and leave a record of it in the same transaction."""
    if arguments.what == "list":
        with reading(the_engine()) as connection:
            for person in people.list_persons(connection).to_dict("records"):
                marks = [name for name in ("is_disabled", "is_demo") if person[name]]
                words = (person["person_id"], person["subject"], person["name"])
                lists = (",".join(person["roles"]), ",".join(person["departments"]))
                print("\t".join([*words, *lists, ",".join(mark[3:] for mark in marks)]))
        return 0
    now = shanghai_now()
    with writing(the_engine()) as connection:
        detail: dict[str, object] = {}
        if arguments.what == "save":
            roles = [Role(role) for role in arguments.role]
            if Role.STAFF in roles and not arguments.department:
                raise ValueError("staff need a department: --department CODE")
            detail = {"roles": sorted(roles), "departments": sorted(arguments.department)}
            people.save_person(
                connection,
                arguments.person,
                subject=arguments.subject or arguments.person,
                name=arguments.name,
                roles=roles,
                departments=arguments.department,
                at=now,
            )
        else:
            people.set_disabled(connection, arguments.person, arguments.what == "disable", now)
        access_log.note(
            connection,
            OPERATOR,
            action=f"person_{arguments.what}",
            subject_type="person",
            subject_id=arguments.person,
            detail=detail,
        )
    print(f"{arguments.person}: {arguments.what}d" if arguments.what != "save" else "saved")
    return 0
