"""Sixty hostile texts in every text column that others write: on no screen anything but text."""

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from sqlalchemy import String, bindparam, select, update
from streamlit.testing.v1 import AppTest

from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate
from data_access.masking import ID_NUMBER, PHONE
from data_access.schema import AppealClock, Base, CaseClock, ProjectClock
from sample_data.district import fill
from supervision.people import Role, Viewer
from tests.hostile_texts import TEXTS
from tests.pages.showing import opened
from tests.signing_in import sign_in
from ui.fetch import answers
from ui.links import SCREENS

UNTIL = datetime(2026, 11, 20, 16)
WRITTEN_BY_OTHERS = (
    "department",
    "town",
    "service_item",
    "procedure_step",
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
)
CODES = 64
"""The length of columns that hold codes and times as text; longer ones hold words."""
TAGS = {"script", "img", "iframe", "meta", "form", "object", "base", "link", "video", "picture"}
PERSONAL = ("张三 310116199001011234", "电话 13812345678 请回")
EVERYBODY = Viewer("all", "All", frozenset(Role), session="tests")


def spoil(url: str, texts: tuple[str, ...], first: int) -> None:
    """Put the texts into every column of words, one a row, in turn."""
    with writing(engine_for(url)) as connection:
        for name in WRITTEN_BY_OTHERS:
            table = Base.metadata.tables[name]
            columns = [
                column
                for column in table.columns
                if isinstance(column.type, String)
                and (column.type.length or 0) > CODES
                and not column.primary_key
            ]
            keys = list(table.primary_key.columns)
            rows = connection.execute(select(*keys).order_by(*keys)).all()
            if not columns or not rows:
                continue
            one = [key == bindparam(f"key_{key.name}") for key in keys]
            values = {column.name: bindparam("words") for column in columns}
            statement = update(table).where(*one).values(values)
            connection.execute(
                statement,
                [
                    {f"key_{key.name}": value for key, value in zip(keys, row, strict=True)}
                    | {"words": texts[(first + place) % len(texts)]}
                    for place, row in enumerate(rows)
                ],
            )


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('hostile')}/hostile.db"
    fill(engine_for(url), 150, 3, UNTIL, projects=15)
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
        if tag in TAGS and not (tag == "script" and _is_ours(attrs)):
            self.acts.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and not _local(value)):
                self.acts.append(f"{name}={value}")


def _is_ours(attrs: list[tuple[str, str | None]]) -> bool:
    return [name for name, _ in attrs] == ["src"] and str(attrs[0][1]).startswith("/supervision.js")


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


def open_every_screen(url: str) -> Iterator[tuple[str, AppTest]]:
    with reading(engine_for(url)) as connection:
        case_id = connection.scalars(select(CaseClock.case_id).limit(1)).one()
        project_id = connection.scalars(select(ProjectClock.project_id).limit(1)).one()
        appeal_id = connection.scalars(select(AppealClock.appeal_id).limit(1)).one()
        company = connection.scalars(
            select(AppealClock.enterprise_code).where(AppealClock.enterprise_code != "").limit(1)
        ).one()
    one = {"appeal": {"id": appeal_id}, "enterprise": {"id": company}}
    one |= {
        "case": {"id": case_id},
        "project": {"id": project_id},
        "cases": {"measure": "received"},
    }
    for name in SCREENS:
        for language in ("zh", "en"):
            moment = UNTIL.isoformat()
            yield name, opened(name, lang=language, as_of=moment, **one.get(name, {}))


def test_there_are_sixty_texts():
    assert len(set(TEXTS)) == len(TEXTS) == 60


@pytest.mark.parametrize("first", [0, 15, 30, 45])
def test_a_hostile_text_is_text_on_every_screen(url: str, first: int):
    spoil(url, TEXTS, first)
    evaluate(engine_for(url), now=UNTIL)
    for name, app in open_every_screen(url):
        for block in app.get("html"):
            reader = Read()
            reader.feed(block.proto.body)
            assert reader.acts == [], name
        for words in drawn(app):
            found = ACTIVE.search(HARMLESS.sub("", words))
            assert found is None, f"{name}: {words!r}"


def test_no_number_of_a_person_is_on_any_screen(url: str):
    spoil(url, PERSONAL, 0)
    evaluate(engine_for(url), now=UNTIL)
    found = set()
    for name, app in open_every_screen(url):
        tables = (table.value.to_csv() for table in app.dataframe)
        blocks = (block.proto.body for block in app.get("html"))
        for words in (*drawn(app), *tables, *blocks):
            plain = FRACTIONS_AND_KEYS.sub("", words)
            for number in (ID_NUMBER.search(plain), PHONE.search(plain)):
                if number:
                    found.add((name, plain[max(number.start() - 40, 0) : number.end()]))
    assert found == set()
