"""The departments, towns and items that a file names, kept until they are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from data_access.finding_rows import Fault
from data_access.importing.cells import Cells, Layout, RawRow
from data_access.importing.mapping import Catalogued
from data_access.importing.refusal import BadValueError
from data_access.importing.targets import Target, length_of
from data_access.importing.values import shortened, visible, words_reader
from data_access.schema import Department, Town
from data_access.schema.base import table_of

NAME_LENGTH = 500
DEFAULTS: dict[str, Any] = {
    "display_order": 0,
    "kind": "other",
    "case_kind": "committed",
    "limit_unit": "working_day",
    "is_centralised": False,
    "is_joint": False,
    "needs_document": False,
}
"""What stands where the file and the mapping say nothing: no duty of an item is made up."""


class CatalogueReader:
    """Reads the code of one catalogue out of rows, and gathers entries seen for the first time."""

    def __init__(
        self,
        layout: Layout,
        rule: Catalogued,
        table: Table,
        key: str,
        codes_by_name: Mapping[str, str] | None = None,
    ) -> None:
        """Take where the code stands; a name that the catalogue knows already leads to its code."""
        self.table, self.key = table, key
        self._rule = rule
        self._length = length_of(self.table.c[key])
        self._find = layout.text(rule.columns)
        self._find_name = layout.text(rule.name_columns)
        self._cells = Cells(layout, self.table.name, rule.fields)
        self._codes: dict[str, str | None] = {"": self._coded(rule.constant)}
        self._codes |= codes_by_name or {}
        self._known = set((codes_by_name or {}).values())
        self._bad: dict[str, str] = {}
        self._new: dict[str, dict[str, Any]] = {}

    def code(self, row: RawRow) -> str | None:
        """The code that the row names, or the constant one, or none."""
        text = self._find(row)
        if text not in self._codes:
            self._codes[text] = self._coded(self._mended(text))
        return self._codes[text]

    def faults(self, row: RawRow) -> list[Fault]:
        """What is wrong with the text that names the code, in a row whose code was read."""
        rule = self._bad.get(self._find(row)) if self._bad else None
        if rule is None:
            return []
        return [Fault(rule, self.table.name, self.key, visible(self._find(row)), False)]

    def note(self, code: str | None, row: RawRow, **more: str) -> list[Fault]:
        """Keep an entry that a shown row names for the first time; faults in its own columns."""
        if code is None or code in self._known:
            return []
        self._known.add(code)
        text = self._find(row) or self._rule.constant or code
        name, name_en = self._rule.names.get(
            text, (_readable(self._find_name(row)) or _readable(text) or code, None)
        )
        values, faults = self._cells.values(row)
        declared = {
            **{name: value for name, value in DEFAULTS.items() if name in self.table.c},
            **self._rule.constants,
            **{
                name: value
                for name, value in zip(self._cells.names, values, strict=True)
                if value is not None
            },
        }
        self._new[code] = {self.key: code, "name": name, "name_en": name_en} | more | declared
        return faults

    def take_new(self) -> list[dict[str, Any]]:
        """The entries gathered since the last call."""
        entries = list(self._new.values())
        self._new.clear()
        return entries

    def _mended(self, text: str) -> str | None:
        try:
            return words_reader(NAME_LENGTH)(text)
        except BadValueError as bad:
            self._bad[text] = bad.rule
            return bad.instead

    def _coded(self, text: str | None) -> str | None:
        return shortened(self._rule.prefix + text, self._length) if text else None


def _readable(text: str) -> str | None:
    try:
        return words_reader(NAME_LENGTH)(text) if text else None
    except BadValueError as bad:
        return bad.instead


class Catalogues:
    """The three catalogues of a case or an appeal."""

    def __init__(self, layout: Layout, rules: Sequence[Catalogued], target: Target) -> None:
        department, town, item = rules
        self.department = CatalogueReader(
            layout, department, table_of(Department), "department_code"
        )
        self.town = CatalogueReader(layout, town, table_of(Town), "town_code")
        self.item = CatalogueReader(layout, item, target.catalogue, target.item)

    def codes(self, row: RawRow) -> tuple[str | None, str | None, str | None]:
        """The codes of item or category, department and town."""
        return self.item.code(row), self.department.code(row), self.town.code(row)

    def faults(self, row: RawRow) -> list[Fault]:
        """What is wrong with the texts that name the codes."""
        return [*self.item.faults(row), *self.department.faults(row), *self.town.faults(row)]

    def note(self, codes: tuple[str | None, str | None, str | None], row: RawRow) -> list[Fault]:
        """Keep what a shown row names for the first time."""
        item, department, town = codes
        has_owner = "department_code" in self.item.table.c
        owner = {"department_code": department or ""} if has_owner else {}
        return [
            *self.department.note(department, row),
            *self.town.note(town, row),
            *self.item.note(item, row, **owner),
        ]
