"""What the documents say is what the code does: settings, commands, contract, rights."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    String,
    insert,
    select,
    text,
)

from data_access.__main__ import COMMANDS
from data_access.schema import ChangeQueue, appeals, contract, projects
from data_access.schema.base import Base, table_of
from supervision.settings import Settings
from tests import indicator_document

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
CONTRACT_TABLES = sorted(
    (
        table_of(model)
        for model in (*vars(contract).values(), *projects.CONTRACT, *appeals.CONTRACT)
        if isinstance(model, type) and issubclass(model, Base) and model is not Base
    ),
    key=lambda table: table.name,
)


def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_under(name: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its header."""
    section = re.split(rf"^##+ {re.escape(heading)}$", document(name), flags=re.MULTILINE)[1]
    section = re.split(r"^##+ ", section, flags=re.MULTILINE)[0]
    rows = [cells(line) for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def words_of(column: "Column[object]") -> str:
    """What the contract calls the type of a column."""
    if isinstance(column.type, String):
        return "code" if column.type.length == 64 else "words"
    kinds = {
        DateTime: "moment",
        Date: "date",
        Boolean: "yes/no",
        Integer: "number",
        Float: "decimal",
    }
    return next(word for kind, word in kinds.items() if isinstance(column.type, kind))


def must_of(column: "Column[object]") -> str:
    if column.primary_key:
        return "key"
    return "" if column.nullable or column.server_default is not None else "yes"


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_stands_in_the_readme_with_its_default(readme: str):
    heading = "Settings" if readme == "README.md" else "设置"
    told = {row[0].strip("`"): row[1].strip("`") for row in table_under(readme, heading)}
    assert told == {
        f"SUPERVISION_{field.name.upper()}": str(field.default).lower()
        if isinstance(field.default, bool)
        else str(field.default)
        for field in fields(Settings)
    }


@pytest.mark.parametrize("readme", READMES)
def test_every_command_stands_in_the_readme(readme: str):
    told = set(re.findall(r"^python -m data_access ([a-z-]+)", document(readme), re.MULTILINE))
    assert told == set(COMMANDS)


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_that_the_readme_names_exists(readme: str):
    told = set(re.findall(r"^make ([a-z]+)", document(readme), re.MULTILINE))
    assert {"run", "test"} <= told
    assert told <= set(re.findall(r"^([a-z]+):", document("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("table", CONTRACT_TABLES, ids=lambda table: table.name)
def test_the_contract_names_every_column_with_its_type(table):
    told = [
        (row[0].strip("`"), row[1], row[2]) for row in table_under("docs/contract.md", table.name)
    ]
    assert told == [(column.name, words_of(column), must_of(column)) for column in table.columns]


def test_the_contract_names_no_table_that_does_not_exist():
    headings = re.findall(r"^## ([a-z_]+)$", document("docs/contract.md"), re.MULTILINE)
    assert sorted(headings) == [table.name for table in CONTRACT_TABLES]


def test_the_page_of_indicators_says_what_the_definitions_say():
    assert document("docs/indicators.md") == indicator_document.document()


def test_every_link_between_the_documents_leads_somewhere():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name} points to {target}"


def rights_in_the_manual() -> str:
    """The statements that give every role of the manual its rights."""
    rights = re.search(r"```sql\n(.*?)```", document("docs/operations.md"), re.DOTALL)
    assert rights is not None
    return rights.group(1)


def test_the_rights_of_a_business_system_are_enough_and_no_more(database):
    if database.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    department, case = contract.Department, contract.ApprovalCase
    with database.connect() as connection, connection.begin() as work:
        connection.execute(text(rights_in_the_manual()))
        connection.execute(text("SET LOCAL ROLE business_system"))
        row = {"case_id": "A-1", "source_code": "A", "case_no": "1"}
        connection.execute(insert(case).values(row))
        refused = connection.begin_nested()
        with pytest.raises(Exception, match="permission denied"):
            connection.execute(insert(department).values(department_code="D", name="D"))
        refused.rollback()
        connection.execute(text("SET LOCAL ROLE supervision_screens"))
        queued = select(ChangeQueue.subject_id).where(ChangeQueue.line == "approval")
        assert connection.scalars(queued).all() == ["A-1"]  # beside the calendar's own days
        work.rollback()
