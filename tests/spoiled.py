"""Texts put into every column of words of a district: what others wrote, and what people write."""

from sqlalchemy import Column, Connection, Engine, String, Table, bindparam, select, update

from data_access.engine import writing
from data_access.schema import Base

WRITTEN_BY_OTHERS = (
    "department",
    "town",
    "service_item",
    "procedure_step",
    "procedure_rule",
    "rule_threshold",
    "working_day",
    "data_source",
    "approval_case",
    "case_step",
    "case_pause",
    "case_extension",
    "correction_notice",
    "case_rating",
    "enterprise",
    "appeal",
    "appeal_step",
    "appeal_category",
    "appeal_class",
    "public_signal",
    "project",
    "project_milestone",
    "project_milestone_change",
    "project_blocker",
    "project_service",
    "project_month",
    "project_pause",
)
WRITTEN_BY_PEOPLE = ("supervision_order", "order_entry", "card_entry", "hand_card", "order_draft")
KEYS = 200
"""The length of columns that hold keys; longer ones hold words, shorter ones codes."""
NUMBERS = ("case_no", "appeal_no", "signal_no", "project_code", "receipt_no", "notice_no")
"""Codes that others make up, and that screens show as they are."""


def spoil(engine: Engine, words: tuple[str, ...], numbers: tuple[str, ...], first: int) -> None:
    """Put the texts into every column of words or of numbers, one a row, from the first one on.

    English names are half a round ahead of the others: so a short table, such as that of the
    departments, shows twice as many texts.
    """
    with writing(engine) as connection:
        for name in (*WRITTEN_BY_OTHERS, *WRITTEN_BY_PEOPLE):
            _spoil_table(connection, Base.metadata.tables[name], words, numbers, first)


def _spoil_table(
    connection: Connection,
    table: Table,
    words: tuple[str, ...],
    numbers: tuple[str, ...],
    first: int,
) -> None:
    kinds = {
        column.name: _kind(column)
        for column in table.columns
        if _length(column) > KEYS or column.name in NUMBERS
    }
    keys = list(table.primary_key.columns)
    rows = connection.execute(select(*keys).order_by(*keys)).all()
    if not kinds or not rows:
        return
    one = [key == bindparam(f"key_{key.name}") for key in keys]
    values = {name: bindparam(kind) for name, kind in kinds.items()}

    def texts(place: int) -> dict[str, str]:
        at = first + place
        return {
            "number": f"{numbers[at % len(numbers)][:50]} {place}",  # no two are the same
            "words": words[at % len(words)],
            "english": words[(at + len(words) // 2) % len(words)],
        }

    connection.execute(
        update(table).where(*one).values(values),
        [
            {f"key_{key.name}": value for key, value in zip(keys, row, strict=True)} | texts(place)
            for place, row in enumerate(rows)
        ],
    )


def _kind(column: Column[object]) -> str:
    if column.name in NUMBERS:
        return "number"
    return "english" if column.name.endswith("_en") else "words"


def _length(column: Column[object]) -> int:
    is_words = isinstance(column.type, String) and not column.primary_key
    return (column.type.length or 0) if is_words else 0
