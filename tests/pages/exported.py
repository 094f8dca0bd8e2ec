"""The workbooks that screens offer, made while the screens are drawn."""

import importlib
import io
import pkgutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import ModuleType

import openpyxl
import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell

import ui
from ui import exports
from ui.words import CHINESE, ENGLISH, language

DRAWS_WHEN_IMPORTED = "ui.frame"


@dataclass
class Exported:
    """What was exported, and by which modules."""

    books: list[bytes] = field(default_factory=list)
    modules: set[str] = field(default_factory=set)

    def newest(self) -> Workbook:
        """The last one made."""
        return openpyxl.load_workbook(io.BytesIO(self.books[-1]))

    def cells(self) -> list[Cell]:
        """Every cell with something in it, of all sheets of all workbooks; then forget them."""
        books = [openpyxl.load_workbook(io.BytesIO(book)) for book in self.books]
        self.books.clear()
        sheets = (sheet for book in books for sheet in book.worksheets)
        return [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value]


def exporting_modules() -> list[ModuleType]:
    """Every module of a screen that draws the button of an export."""
    names = [found.name for found in pkgutil.walk_packages(ui.__path__, "ui.")]
    modules = [importlib.import_module(name) for name in names if name != DRAWS_WHEN_IMPORTED]
    found = [
        module for module in modules if module is not exports and hasattr(module, "export_button")
    ]
    assert len(found) > 5
    return found


def keep_exports(
    monkeypatch: pytest.MonkeyPatch, languages: Collection[str] = (CHINESE, ENGLISH)
) -> Exported:
    """Let every screen make its workbook at once, where it would draw the button."""
    kept = Exported()

    def button_of(module: str) -> Callable[..., None]:
        def make(export: exports.Export, rows: Callable[[], tuple[int, pd.DataFrame]]) -> None:
            if language() in languages:
                kept.books.append(exports.workbook(export, *rows()))
                kept.modules.add(module)

        return make

    for module in exporting_modules():
        monkeypatch.setattr(module, "export_button", button_of(module.__name__))
    return kept
