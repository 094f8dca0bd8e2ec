"""The start of the server: a database that can be asked."""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data_access.engine import engine_for, reading
from data_access.schema import ApprovalCase, CaseClock, ChangeQueue
from ui import start


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/var/new.db"
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    monkeypatch.setenv("SUPERVISION_SAMPLE_CASES", "40")
    return url


@pytest.fixture(autouse=True)
def switching_as_before() -> Iterator[None]:
    """The threads of other tests take turns as Python lets them."""
    usual = sys.getswitchinterval()
    yield
    sys.setswitchinterval(usual)


def count(url: str, model: type) -> int:
    with reading(engine_for(url)) as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_start_fills_an_empty_database_and_the_second_leaves_it(
    url: str, capsys: pytest.CaptureFixture[str]
):
    start.prepare()
    assert count(url, ApprovalCase) == 40
    assert count(url, CaseClock) > 0
    assert count(url, ChangeQueue) == 0
    assert "made-up district" in capsys.readouterr().err
    start.prepare()
    assert count(url, ApprovalCase) == 40
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("soft", "hard", "lifted"),
    [
        (1024, 1_048_576, 65_536),
        (1024, 4096, 4096),  # no higher than allowed
        (1024, resource.RLIM_INFINITY, 65_536),
        (100_000, 1_048_576, None),  # never lowered
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None),
    ],
)
def test_the_usual_limit_of_open_files_is_lifted(
    soft: int, hard: int, lifted: int | None, monkeypatch: pytest.MonkeyPatch
):
    said: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: said.append(limits))
    start.allow_many_files()
    assert said == ([] if lifted is None else [(lifted, hard)])


def test_no_sample_where_none_is_wanted(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUPERVISION_SAMPLE_CASES", "0")
    start.prepare()
    assert count(url, ApprovalCase) == 0


def test_a_production_database_without_its_migrations_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch, postgresql_url: str
):
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", postgresql_url)
    monkeypatch.setattr(start, "check_sign_in", lambda chosen: None)
    with pytest.raises(SystemExit, match="python -m data_access migrate"):
        start.prepare()
    engine_for(postgresql_url).dispose()
