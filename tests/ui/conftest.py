"""What one test asked of a database is not known to the next."""

from collections.abc import Iterator

import pytest

from tests.signing_in import Noted, sign_in
from ui.fetch import answers


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """Start and end without answers."""
    answers.forget()
    yield
    answers.forget()


@pytest.fixture(autouse=True)
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """A supervisor looks at what is drawn; what they are noted for."""
    return sign_in(monkeypatch)
