"""Names of departments, items, towns, sources and categories in the reader's language."""

from collections.abc import Sequence
from datetime import datetime

from data_access import directory
from supervision.scope import Period, Scope
from ui.clock import now
from ui.fetch import UnansweredError, answers, ask
from ui.formats import printable
from ui.shared import Shared
from ui.words import ENGLISH, language, t

UNNAMED = {
    "department": "未知部门",
    "item": "未知事项",
    "town": "未知街镇",
    "source": "未知来源",
    "category": "未分类",
}


def name(kind: str, code: object) -> str:
    """What people call it; the code where the tables do not name it, a phrase where it is empty."""
    if not isinstance(code, str) or code == "":
        return t(UNNAMED[kind])
    found = _names(language()).get((kind, code), "")
    return printable(found, 80) if found else printable(code, 40)


def codes(kind: str) -> Sequence[str]:
    """Every code of a kind, in the order in which the tables show them."""
    return [code for known, code in _names(language()) if known == kind]


_known: Shared[dict[tuple[str, str], str]] = Shared()


def _names(language_code: str) -> dict[tuple[str, str], str]:
    """The names of this minute, shared by all readers; none while the database is silent."""
    minute = now().replace(second=0)
    key = (answers.generation, language_code, minute)
    try:
        return _known.get(key, lambda: _read(language_code, minute))
    except UnansweredError:
        return {}


def _read(language_code: str, minute: datetime) -> dict[tuple[str, str], str]:
    frame, _ = ask(directory.names, Scope(Period(minute.date(), minute.date())), as_of=minute)
    column = "name_en" if language_code == ENGLISH else "name"
    return {
        (row["kind"], row["code"]): row[column] or row["name"] for row in frame.to_dict("records")
    }
