"""What one test asked of a database is not known to the next."""

from collections.abc import Iterator

import pytest

from ui.fetch import answers


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """Start and end without answers."""
    answers.forget()
    yield
    answers.forget()
