"""Every screen opens: on the sample, on an empty database, on none; in both languages.

On the sample its charts are looked up in the schema, which is not done for readers.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from google.protobuf.json_format import MessageToJson
from pyarrow.ipc import open_stream
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from data_access.engine import engine_for
from data_access.evaluation import evaluate
from sample_data.district import fill
from sample_data.orders import supervise
from supervision.people import Role, Viewer
from tests.screens import parameters_of_screens
from tests.signing_in import Noted, sign_in
from ui.charts.showing import Unchecked
from ui.fetch import answers
from ui.links import SCREENS

ROOT = Path(__file__).resolve().parent.parent
UNTIL = datetime(2026, 11, 20, 16)
EVERY_ROLE = Viewer("all", "全能", frozenset(Role), session="tests")
STATES = ("sample", "empty", "dead")
CHINESE = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-f]{3}")
MASKED_CELL = re.compile(r"<td[^>]*>(?:<a[^>]*>)?[^<]*\*\*[^<]*(?:</a>)?</td>")
"""A cell with the masked name of an enterprise: text of the data, in whatever language."""
"""As it is, and as the description of a chart writes it."""


@pytest.fixture(scope="module")
def sample(new_database: Callable[[], str]) -> str:
    url = new_database()
    engine = engine_for(url)
    fill(engine, 400, 7, UNTIL, projects=40)
    evaluate(engine, now=UNTIL)
    supervise(engine, 7, UNTIL)
    evaluate(engine, now=UNTIL)
    return url


@pytest.fixture(params=STATES)
def state(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    new_database: Callable[[], str],
    sample: str,
) -> Iterator[Noted]:
    url = sample
    if request.param == "empty":
        url = new_database()
    elif request.param == "dead":
        url = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    monkeypatch.setenv("SUPERVISION_QUERY_SECONDS", "30")  # the screens are judged, not the machine
    noted = sign_in(monkeypatch, EVERY_ROLE)
    st.cache_data.clear()
    st.cache_resource.clear()
    answers.forget()
    yield noted
    answers.forget()


def sent(block: Block) -> Iterator[str]:
    """The words that the server sends of each element; of a table those it is headed with."""
    for child in block.children.values():
        if isinstance(child, Block):
            if child.proto is not None:
                yield MessageToJson(child.proto, ensure_ascii=False)
            yield from sent(child)
        elif child.type == "dataframe":
            yield child.proto.columns
        else:
            yield MASKED_CELL.sub("", MessageToJson(child.proto, ensure_ascii=False))
            for one in getattr(child.proto, "datasets", ()):  # of a chart, packed
                yield str(open_stream(one.data.data).read_all().to_pydict())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(SCREENS))
def test_a_screen_opens(
    state: Noted, sample: str, name: str, language: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Unchecked, "is_checked", True)
    app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    app.query_params["lang"] = language
    app.query_params["as_of"] = UNTIL.isoformat()
    parameters = parameters_of_screens(sample)[name]
    for parameter, value in parameters.items():
        app.query_params[parameter] = value
    app.switch_page(f"../{SCREENS[name].path.relative_to(ROOT)}")
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    assert state[-1][2] in (name, *parameters.values())
    if language == "en" and not SCREENS[name].is_hidden:  # those show texts of the data
        assert [words for words in sent(app.main) if CHINESE.search(words)] == []
