"""Sixty hostile texts in every text column: on no screen, in no workbook anything but text.

Numbers of persons stand among them: nowhere are they shown unmasked.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from data_access.engine import engine_for
from data_access.evaluation import evaluate
from data_access.masking import ID_NUMBER, PHONE
from data_access.measures import MEASURES
from sample_data.district import fill
from sample_data.orders import supervise
from supervision.people import Role, Viewer
from tests.hostile_texts import TEXTS
from tests.pages.exported import exporting_modules, keep_exports
from tests.pages.showing import opened
from tests.screens import parameters_of_screens
from tests.signing_in import sign_in
from tests.spoiled import spoil
from ui.fetch import answers
from ui.words import CHINESE, ENGLISH

UNTIL = datetime(2026, 11, 20, 16)
TAGS = {"script", "img", "iframe", "meta", "form", "object", "base", "link", "video", "picture"}
PERSONAL = ("张三 310116199001011234", "电话 13812345678 请回")
MIXED = tuple(
    text for place in range(0, len(TEXTS), 10) for text in (*TEXTS[place : place + 10], *PERSONAL)
)
"""In two rounds each of them stands in the short tables too."""
LISTS = (*{measure.line: name for name, measure in MEASURES.items()}.values(), "pauses_begun")
"""A list of each line has columns of its own."""
EVERYBODY = Viewer("all", "All", frozenset(Role), session="tests")


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    url = new_database()
    engine = engine_for(url)
    fill(engine, 150, 3, UNTIL, projects=15)
    evaluate(engine, now=UNTIL)
    supervise(engine, 3, UNTIL)
    return url


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    monkeypatch.setenv("SUPERVISION_QUERY_SECONDS", "30")
    sign_in(monkeypatch, EVERYBODY)
    answers.forget()
    yield
    answers.forget()


class Read(HTMLParser):
    """What of a block of markup could act: tags, handlers and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.acts: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in TAGS:
            self.acts.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and not _local(value)):
                self.acts.append(f"{name}={value}")


def _local(value: str | None) -> bool:
    return bool(value) and str(value)[0] in "/#" and not str(value).startswith("//")


ACTIVE = re.compile(
    r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<[a-z/!]|https?:(?!\u2060)|www\.(?!\u2060)|(?<!\\)\\\\\["
)
"""What Markdown would act on, had the text not been escaped."""
FRACTIONS_AND_KEYS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+\.\d+")
HARMLESS = re.compile(r"<br>|:(?:red|orange|green|gray|blue|primary|color|small)[-\w]*\[")


def drawn(app: AppTest) -> Iterator[str]:
    for kind in ("markdown", "caption", "header", "subheader"):
        yield from (part.value for part in getattr(app, kind))
    yield from (link.label for link in app.get("page_link"))


def open_every_screen(url: str, language: str) -> Iterator[tuple[str, AppTest]]:
    asked = [(name, one) for name, one in parameters_of_screens(url).items() if name != "cases"]
    asked += [("cases", {"measure": measure}) for measure in LISTS]
    for name, parameters in asked:
        yield name, opened(name, lang=language, as_of=UNTIL.isoformat(), **parameters)


def test_there_are_sixty_texts():
    assert len(set(TEXTS)) == len(TEXTS) == 60


def numbers_in(words: str) -> list[str]:
    """The numbers of persons in a text, with what stands before them."""
    plain = FRACTIONS_AND_KEYS.sub("", words)
    found = (ID_NUMBER.search(plain), PHONE.search(plain))
    return [plain[max(one.start() - 40, 0) : one.end()] for one in found if one]


@pytest.mark.parametrize(("first", "language"), [(0, CHINESE), (18, ENGLISH)])
def test_a_hostile_text_is_text_and_a_number_masked_on_every_screen_and_in_every_workbook(
    url: str, first: int, language: str, monkeypatch: pytest.MonkeyPatch
):
    spoil(engine_for(url), MIXED, TEXTS, first)
    evaluate(engine_for(url), now=UNTIL)
    exported = keep_exports(monkeypatch, [language])
    for name, app in open_every_screen(url, language):
        blocks = [block.proto.body for block in app.get("html")]
        for block in blocks:
            reader = Read()
            reader.feed(block)
            assert reader.acts == [], name
        for words in drawn(app):
            found = ACTIVE.search(HARMLESS.sub("", words))
            assert found is None, f"{name}: {words!r}"
        cells = exported.cells()
        for cell in cells:
            assert cell.data_type != "f", f"{name}: {cell.value!r}"
            assert cell.hyperlink is None, f"{name}: {cell.value!r}"
        tables = [table.value.to_csv() for table in app.dataframe]
        for words in (*drawn(app), *tables, *blocks, *(str(cell.value) for cell in cells)):
            assert numbers_in(words) == [], name
    assert exported.modules == {module.__name__ for module in exporting_modules()}
