"""A list as a workbook: the rows, and printed with them the filters, the time and the definition.

Text from the data stays text: no cell becomes a formula or a link, whatever it begins with.
The workbook is made when the reader clicks, not when the page is drawn.
"""

import io
import math
import threading
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import streamlit as st
import xlsxwriter
from streamlit.runtime.scriptrunner import (
    add_script_run_ctx,
    get_script_run_ctx,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data_access.access.access_log import note
from data_access.engine import writing
from supervision.people import Right
from ui.access import recorder
from ui.access.viewer import current_viewer
from ui.formats import count, moment
from ui.words import t

MOST_ROWS = 50_000
"""More than anybody reads; a longer list is cut there and the sheet says so."""
LONGEST_TEXT = 32_767
"""What a cell of a workbook holds; a longer text would be dropped in silence."""
CUT_MARK = "…"
EARLIEST_YEAR = 1900
NARROWEST, WIDEST = 8, 46
ROWS_THAT_DECIDE_WIDTH = 200
FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
HEAD_ROWS = 5
"""Title, time and count, filters, definition, and an empty line above the headings."""


@dataclass(frozen=True)
class Export:
    """What a workbook says about its rows.

    `columns` maps a column of the frame to its heading, in the order of the sheet;
    `filters` holds pairs of a filter and what was chosen, both in words; `shares` names the columns
    that are parts of a whole and are shown in percent.
    """

    title: str
    as_of: datetime
    columns: Mapping[str, str]
    filters: Sequence[tuple[str, str]]
    definition: str
    shares: Collection[str] = ()

    @property
    def file_name(self) -> str:
        """The title and the time, without what file systems refuse."""
        safe = "".join("-" if mark in '\\/:*?"<>|' else mark for mark in self.title)
        return f"{safe} {self.as_of:%Y-%m-%d %H%M}.xlsx"


def export_button(export: Export, rows: Callable[[], tuple[int, pd.DataFrame]]) -> None:
    """The button in a page's head; `rows` answers with the total and at most `MOST_ROWS` rows.

    None for who may not export; each workbook is in the access log before it leaves the server.
    """
    if not current_viewer().may(Right.EXPORT):
        return

    def made() -> bytes:
        total, frame = rows()
        record_export(export, total, len(frame))
        return workbook(export, total, frame)

    st.download_button(
        t("导出"),
        data=as_this_reader(made),
        file_name=export.file_name,
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
        key="export",
    )


def record_export(export: Export, total: int, rows: int) -> None:
    """Write into the access log what is about to be taken away; raises when that cannot be done.

    The right is asked for again: the button may have been drawn before it was taken away. Who has
    it no more leaves a denial.
    """
    viewer = current_viewer(fresh=True)
    if not viewer.may(Right.EXPORT):
        recorder.recorder.record(viewer, "denial", "list", export.title)
        raise PermissionError("exports are not theirs any more")
    with writing() as connection:
        note(
            connection,
            viewer,
            action="export",
            subject_type="list",
            subject_id=export.title,
            detail={
                "total": total,
                "rows": rows,
                "filters": [": ".join(x) for x in export.filters],
            },
        )


def as_this_reader(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same work for a thread of the server, in the language and address of this page."""
    context = get_script_run_ctx(suppress_warning=True)

    def run() -> bytes:
        with ThreadPoolExecutor(1, initializer=_read_as, initargs=(context,)) as own_thread:
            return own_thread.submit(work).result()

    return run


def _read_as(context: ScriptRunContext | None) -> None:
    if context is not None:
        add_script_run_ctx(threading.current_thread(), context)


def workbook(export: Export, total: int, frame: pd.DataFrame) -> bytes:
    """The workbook: the list on the first sheet, what was asked for on the second."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": export.title})
        _write_list(book, export, total, frame.head(MOST_ROWS))
        _write_filters(book, export, total)
    return file.getvalue()


def _write_list(book: xlsxwriter.Workbook, export: Export, total: int, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(_sheet_name(export.title))
    strong = book.add_format({**FONT, "bold": True, "font_size": 14})
    quiet = book.add_format({**FONT, "font_color": "#52606d"})
    heading = book.add_format({**FONT, "bold": True, "bg_color": "#eef2f5", "bottom": 1})
    for row, line in enumerate(_head_lines(export, total, len(frame))):
        _write(sheet, row, 0, line, strong if row == 0 else quiet)
    for column, words in enumerate(export.columns.values()):
        _write(sheet, HEAD_ROWS, column, words, heading)
    cells = _Cells(book)
    for column, name in enumerate(export.columns):
        values = frame[name].tolist()
        for row, value in enumerate(values, HEAD_ROWS + 1):
            cells.write(sheet, row, column, value, is_share=name in export.shares)
        sheet.set_column(column, column, _width(export.columns[name], values))
    last = HEAD_ROWS + len(frame)
    sheet.autofilter(HEAD_ROWS, 0, max(last, HEAD_ROWS + 1), len(export.columns) - 1)
    sheet.freeze_panes(HEAD_ROWS + 1, 0)
    sheet.repeat_rows(HEAD_ROWS)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _write_filters(book: xlsxwriter.Workbook, export: Export, total: int) -> None:
    sheet = book.add_worksheet(_sheet_name(t("筛选条件")))
    heading = book.add_format({**FONT, "bold": True, "bg_color": "#eef2f5", "bottom": 1})
    plain = book.add_format({**FONT, "text_wrap": True})
    lines = [
        (t("数据时间"), moment(export.as_of)),
        (t("条数"), count(total)),
        *export.filters,
        (t("口径"), export.definition),
    ]
    for column, text in enumerate((t("名称"), t("内容"))):
        _write(sheet, 0, column, text, heading)
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            _write(sheet, row, column, text, plain)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)


def _head_lines(export: Export, total: int, rows: int) -> list[str]:
    found = t("共 {n} 条", n=count(total))
    if rows < total:
        found = t("共 {n} 条，本表为前 {rows} 条", n=count(total), rows=count(rows))
    chosen = " · ".join(f"{name} {value}" for name, value in export.filters)
    return [
        export.title,
        f"{t('数据时间')} {moment(export.as_of)} · {found}",
        f"{t('筛选条件')} · {chosen or t('未筛选')}",
        f"{t('口径')} · {export.definition}",
    ]


class _Cells:
    """Writes a value as what it is: a number, a time or a text, nothing for what is missing."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._text = book.add_format(FONT)
        self._number = book.add_format(FONT)
        self._share = book.add_format({**FONT, "num_format": "0.0%"})
        self._moment = book.add_format({**FONT, "num_format": "yyyy-mm-dd hh:mm:ss"})
        self._day = book.add_format({**FONT, "num_format": "yyyy-mm-dd"})

    def write(
        self, sheet: Worksheet, row: int, column: int, value: object, *, is_share: bool = False
    ) -> None:
        """Write one value; raises when the workbook does not take it."""
        if value is None or value is pd.NaT or value is pd.NA or value != value:
            return
        if isinstance(value, bool):
            _write(sheet, row, column, t("是") if value else t("否"), self._text)
        elif isinstance(value, int | float) and math.isfinite(value):
            form = self._share if is_share else self._number
            _must(sheet.write_number(row, column, value, form))
        elif isinstance(value, date) and value.year >= EARLIEST_YEAR:
            form = self._moment if isinstance(value, datetime) else self._day
            _must(sheet.write_datetime(row, column, value, form))
        else:
            _write(sheet, row, column, str(value), self._text)


def _write(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    _must(sheet.write_string(row, column, _writable(text), form))


def _must(code: int) -> None:
    if code:
        raise ValueError(f"the workbook refused a cell (code {code})")


def _writable(text: str) -> str:
    """The text as a cell can hold it: no half characters, no control marks, not too long."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = "".join(
        mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf")
    )
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + CUT_MARK


def _width(heading: str, values: Sequence[object]) -> float:
    texts = [heading, *(str(value) for value in values[:ROWS_THAT_DECIDE_WIDTH])]
    widest = max(sum(2 if ord(mark) > 0x2E80 else 1 for mark in text) for text in texts)
    return min(max(widest + 2, NARROWEST), WIDEST)


def _sheet_name(words: str) -> str:
    """At most 31 characters, without those a workbook refuses in a sheet's name."""
    return "".join("-" if mark in "[]:*?/\\" else mark for mark in words).strip("'")[:31]
