"""Forty kinds of bad rows, imported or written past the import: no screen fails, none is lost."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import text

from data_access.balances import balances, count_balances
from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate
from data_access.quality import import_runs
from sample_data.district import fill
from sample_data.orders import supervise
from supervision.people import Role, Viewer
from supervision.scope import Period, Scope
from tests.data_access.importing.small_files import CASES, imported
from tests.data_access.importing.test_bad_rows import BAD, bad_file
from tests.pages.showing import opened
from tests.screens import parameters_of_screens
from tests.signing_in import sign_in
from ui.fetch import answers

UNTIL = datetime(2026, 11, 23, 16)
EVERYBODY = Viewer("all", "All", frozenset(Role), session="tests")
TIMES = ("不详", "0000-00-00 00:00:00", "2026-02-30 00:00:00", "infinity", "9999-12-31 23:59:59")
TIMES += ("1899-12-31 00:00:00", "20260302", "1772413200000", "03/04/2026", "", "x" * 10_000)
PAST_THE_IMPORT = (
    *(f"{column} = '{value}'" for column in ("received_at", "closed_at") for value in TIMES),
    "received_at = NULL",
    "accepted_at = '2001-01-01 00:00:00'",
    "department_code = 'nobody'",
    "item_code = 'nothing'",
    "town_code = 'nowhere'",
    "source_code = 'unheard of'",
    "case_no = ''",
    "channel = '飞鸽'",
    "outcome = 'maybe'",
    "visits = 'twice'",
    "visits = 1e308",
    "visits = 9e999",
    "officer = 'nul' || char(0) || 'byte'",
    "officer = 'gnp' || char(8238) || 'exe'",
    "officer = hex(zeroblob(100000))",
)
"""What SQLite takes in a column of any type; each befalls a case of its own."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bad")
    url = f"sqlite:///{folder}/bad.db"
    engine = engine_for(url)
    fill(engine, 250, 3, UNTIL, projects=15)
    imported(engine, folder, CASES, bad_file())
    with writing(engine) as connection:
        cases = connection.scalars(
            text("SELECT case_id FROM approval_case ORDER BY case_id LIMIT :most"),
            {"most": len(PAST_THE_IMPORT)},
        ).all()
        for case_id, change in zip(cases, PAST_THE_IMPORT, strict=True):
            connection.exec_driver_sql(
                f"UPDATE approval_case SET {change} WHERE case_id = ?", (case_id,)
            )
    evaluate(engine, now=UNTIL)
    supervise(engine, 3, UNTIL)
    evaluate(engine, now=UNTIL)
    count_balances(engine, UNTIL)
    return url


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    monkeypatch.setenv("SUPERVISION_QUERY_SECONDS", "30")
    sign_in(monkeypatch, EVERYBODY)
    answers.forget()
    yield
    answers.forget()


def test_there_are_more_than_forty_kinds():
    assert len(BAD) >= 40
    assert len(PAST_THE_IMPORT) >= 30


def test_no_screen_fails(url: str):
    for name, parameters in parameters_of_screens(url).items():
        app = opened(name, as_of=UNTIL.isoformat(), **parameters)
        assert "事件号" not in "".join(part.value for part in app.caption), name


def test_the_balance_holds(url: str):
    scope = Scope(Period.ending(UNTIL.date(), 30))
    with reading(engine_for(url)) as connection:
        lines = balances(connection, scope, as_of=UNTIL)
        runs = import_runs(connection, scope, as_of=UNTIL)
    assert {name: line.difference for name, line in lines.items() if line.difference} == {}
    assert lines["approval"].quarantined >= 20
    assert {line.waiting for line in lines.values()} == {0}
    assert {line.counted_at for line in lines.values()} == {UNTIL}
    assert runs["difference"].tolist() == [0]
