"""The hand-counted record as the database of the screens."""

from collections.abc import Callable, Iterator

import pytest
import streamlit as st

from data_access.engine import engine_for
from tests.pages import record
from tests.signing_in import Noted, sign_in
from ui.fetch import answers


@pytest.fixture(scope="session")
def record_url(new_database: Callable[[], str]) -> str:
    url = new_database()
    record.fill(engine_for(url))
    return url


@pytest.fixture
def the_record(record_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", record_url)
    monkeypatch.setenv("SUPERVISION_QUERY_SECONDS", "30")  # the screens are judged, not the machine
    st.cache_data.clear()
    answers.forget()
    yield
    answers.forget()


@pytest.fixture(autouse=True)
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """A supervisor looks at every screen; what they are noted for."""
    return sign_in(monkeypatch)
