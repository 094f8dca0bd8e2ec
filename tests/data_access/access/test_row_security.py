"""PostgreSQL shows the role of the screens the rows of the departments it asks for."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.exc import ProgrammingError

from data_access.access.row_security import (
    POLICY,
    PROTECTED,
    protect,
    see_as,
    seeing_everything,
    seeing_notices,
)
from data_access.engine import writing
from data_access.open_set import following
from data_access.open_set.stocks import stocks
from data_access.orders.cards import CardAct, Given, act_on_card_within, give_card_within
from data_access.orders.refusals import NotAllowedError, NotFoundError
from data_access.orders.subjects import About
from data_access.orders.writing import act_within, issue_within
from data_access.schema import (
    AccessEntry,
    ApprovalCase,
    CardEntry,
    CaseStep,
    DataFault,
    Department,
    FaultCount,
    Finding,
    HandCard,
    Notice,
    OrderEntry,
    Person,
    SupervisionOrder,
)
from data_access.schema.base import Base
from supervision.orders.cards import CardAction, CardState
from supervision.orders.ladder import Action
from supervision.people import NO_DEPARTMENT, Role, Viewer
from supervision.scope import Period, Scope
from tests.data_access.orders.a_district import deed, draft
from tests.data_access.test_quality import fault
from tests.derived_rows import accepted, found, write

ROLE = "screens_of_a_test"
NOW = datetime(2026, 11, 23, 10)
COUNTED = {"housing": 2, "water": 1}
CARD = "{}|W02|yellow|1"


@pytest.fixture
def connection(shared_database: Engine) -> Iterator[Connection]:
    """The role of the screens, on rows of two departments; everything is rolled back."""
    if shared_database.dialect.name != "postgresql":
        pytest.skip("SQLite has no row-level security")
    with shared_database.connect() as connection, connection.begin() as work:
        late = [accepted(f"h{n}", datetime(2026, 11, 2, 9), datetime(2026, 11, 13)) for n in (1, 2)]
        wet = accepted(
            "w1", datetime(2026, 11, 2, 9), datetime(2026, 11, 13), department_code="water"
        )
        cases = [*late, wet]
        findings = [found(one, "W02", "yellow", datetime(2026, 11, 14)) for one in cases]
        write(connection, cases, findings=findings)
        for one in cases:
            connection.execute(
                insert(ApprovalCase).values(
                    case_id=one["case_id"],
                    source_code="a",
                    case_no=one["case_id"],
                    department_code=one["department_code"],
                )
            )
            connection.execute(
                insert(CaseStep).values(case_id=one["case_id"], step_no=1, step_code="accept")
            )
            name = one["case_id"]  # each of a kind of its own: so there are as many counts
            of_case = {"department_code": one["department_code"]}
            connection.execute(insert(DataFault).values(fault(name, name, name, **of_case)))
        connection.execute(text(f"CREATE ROLE {ROLE}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE}"))
        protect(connection, ROLE)
        connection.execute(text(f"SET LOCAL ROLE {ROLE}"))
        yield connection
        work.rollback()
        following.forget()


def count(connection: Connection, model: type[Base]) -> int:
    return connection.scalar(select(func.count()).select_from(model)) or 0


MODELS = (ApprovalCase, CaseStep, DataFault, FaultCount, Finding)


@pytest.mark.parametrize("model", MODELS)
def test_without_a_word_there_is_nothing(connection: Connection, model: type[Base]):
    assert count(connection, model) == 0


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("departments", "rows"),
    [
        ((), 3),
        (("housing",), 2),
        (("water",), 1),
        (("housing", "water"), 3),
        (("finance",), 0),
        (("*",), 3),
        (("housing' OR true --",), 0),
        (("",), 0),
    ],
)
def test_a_transaction_sees_the_departments_that_it_names(
    connection: Connection, model: type[Base], departments: tuple[str, ...], rows: int
):
    see_as(connection, departments)
    assert count(connection, model) == rows


def test_it_ends_with_the_transaction(database: Engine):
    if database.dialect.name != "postgresql":
        pytest.skip("SQLite has no row-level security")
    setting = text("SELECT current_setting('supervision.departments', true)")
    with database.connect() as connection:
        with connection.begin():
            see_as(connection, ("housing",))
            assert connection.scalar(setting) == "housing"
        with connection.begin():
            assert not connection.scalar(setting)


def test_what_all_readers_share_is_read_whole_whoever_asks_first(connection: Connection):
    scope = Scope(Period.ending(NOW.date(), 30), departments=("water",))
    see_as(connection, scope.departments)
    mine = stocks(connection, scope, as_of=NOW, names=("open",))
    assert mine["open"].tolist() == [1]
    assert count(connection, Finding) == 1  # the reader is back to their own
    everybody = Scope(Period.ending(NOW.date(), 30))
    see_as(connection, ())
    assert stocks(connection, everybody, as_of=NOW, names=("open",))["open"].tolist() == [3]
    with seeing_everything(connection):
        assert count(connection, Finding) == 3


STAFF = {
    code: Viewer(code, code, frozenset({Role.STAFF}), frozenset({code}))
    for code in ("housing", "water")
}
SUPERVISOR = Viewer("s", "s", frozenset({Role.SUPERVISOR}))


@pytest.fixture
def screens(connection: Connection) -> Connection:
    """The role of the screens with the rights in the manual, and what it has written itself.

    An order to housing about a card, which housing signed; an order to water about that of water;
    housing contested its card; a card was given by hand to a case of housing and one of water.
    """
    from tests.test_docs import rights_in_the_manual

    connection.execute(text("RESET ROLE"))
    for code in COUNTED:
        connection.execute(insert(Department).values(department_code=code, name=code))
    connection.execute(text(rights_in_the_manual()))
    protect(connection, "supervision_screens")
    connection.execute(text("SET LOCAL ROLE supervision_screens"))
    see_as(connection, SUPERVISOR.departments_seen())
    for case_id in ("h1", "w1"):
        order = draft(f"o-{case_id}", CARD.format(case_id), due_on=date(2026, 12, 1))
        issue_within(connection, SUPERVISOR, order, NOW)
        card = Given(f"g-{case_id}", About("approval", case_id), "W29", "抽查属实")
        give_card_within(connection, SUPERVISOR, card, NOW)
    see_as(connection, STAFF["housing"].departments_seen())
    act_within(connection, STAFF["housing"], deed(Action.SIGN, 1, order_id="o-h1"), NOW)
    contest = CardAct("k", CARD.format("h1"), CardState.STANDING, CardAction.CONTEST, "不属实")
    act_on_card_within(connection, STAFF["housing"], contest, NOW)
    return connection


@pytest.mark.parametrize(
    ("departments", "orders", "acts", "card_acts", "by_hand"),
    [
        ((), 2, 3, 1, 2),
        (("housing",), 1, 2, 1, 1),
        (("water",), 1, 1, 0, 1),
        (("finance",), 0, 0, 0, 0),
        ((NO_DEPARTMENT,), 0, 0, 0, 0),
    ],
)
def test_acts_and_cards_are_seen_by_who_sees_what_they_are_about(
    screens: Connection,
    departments: tuple[str, ...],
    orders: int,
    acts: int,
    card_acts: int,
    by_hand: int,
):
    see_as(screens, departments)
    models = SupervisionOrder, OrderEntry, CardEntry, HandCard
    assert tuple(count(screens, one) for one in models) == (orders, acts, card_acts, by_hand)
    assert count(screens, Notice) == 0  # no screen shows notices, whoever looks


def test_notices_are_seen_by_what_writes_and_counts_them(screens: Connection):
    see_as(screens, ("water",))
    with seeing_notices(screens):
        assert count(screens, Notice) == 3  # two issued, one signed
        assert count(screens, OrderEntry) == 0
    assert (count(screens, Notice), count(screens, OrderEntry)) == (0, 1)
    screens.execute(text("RESET ROLE"))  # the evaluation, which delivers them
    assert count(screens, Notice) == 3


def test_what_belongs_to_another_department_is_refused_as_such_and_not_as_unknown(
    screens: Connection,
):
    see_as(screens, STAFF["water"].departments_seen())
    with pytest.raises(NotAllowedError):
        act_within(screens, STAFF["water"], deed(Action.ANSWER, 2, order_id="o-h1"), NOW)
    contest = CardAct("f", CARD.format("h2"), CardState.STANDING, CardAction.CONTEST, "不属实")
    with pytest.raises(NotAllowedError):
        act_on_card_within(screens, STAFF["water"], contest, NOW)
    with pytest.raises(NotFoundError):
        act_within(screens, STAFF["water"], deed(Action.ANSWER, 2, order_id="nothing"), NOW)


def test_no_act_is_slipped_under_the_order_of_another_department(screens: Connection):
    see_as(screens, ("water",))
    act = screens.execute(select(OrderEntry.__table__)).mappings().one()
    forged = dict(act) | {"entry_id": "forged", "order_id": "o-h1", "entry_no": 9}
    refused = screens.begin_nested()
    with pytest.raises(ProgrammingError, match="row-level security"):
        screens.execute(insert(OrderEntry).values(forged))
    refused.rollback()


def test_the_owner_and_the_business_systems_are_not_limited(connection: Connection):
    connection.execute(text("RESET ROLE"))
    connection.execute(text("CREATE ROLE window_of_a_test"))
    connection.execute(text("GRANT ALL ON approval_case, change_queue TO window_of_a_test"))
    connection.execute(
        text("GRANT USAGE ON SEQUENCE change_queue_change_id_seq TO window_of_a_test")
    )
    connection.execute(text("SET LOCAL ROLE window_of_a_test"))
    assert count(connection, ApprovalCase) == 3
    row = {"case_id": "h3", "source_code": "a", "case_no": "h3", "department_code": "housing"}
    connection.execute(insert(ApprovalCase).values(row))
    assert count(connection, ApprovalCase) == 4


def test_every_table_of_the_list_is_protected_and_a_second_run_changes_nothing(
    connection: Connection,
):
    connection.execute(text("RESET ROLE"))
    assert protect(connection, ROLE) == sorted(PROTECTED)
    known = text("SELECT tablename FROM pg_policies WHERE policyname = :name")
    assert sorted(connection.scalars(known, {"name": POLICY})) == sorted(PROTECTED)


def test_a_role_that_does_not_exist_is_said(database: Engine):
    if database.dialect.name != "postgresql":
        with writing(database) as connection, pytest.raises(ValueError, match="PostgreSQL"):
            protect(connection, "x")
        return
    with writing(database) as connection, pytest.raises(ValueError, match="no role nobody'"):
        protect(connection, "nobody'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_entry SET person_id = 'x'",
        "DELETE FROM access_entry",
        "TRUNCATE access_entry",
        "UPDATE person SET roles = '[]'",
        "INSERT INTO person SELECT * FROM person",
        "DELETE FROM person_session",
        "DELETE FROM finding",
    ],
)
def test_the_rights_in_the_manual_let_the_screens_add_to_the_log_and_change_nothing(
    connection: Connection, statement: str
):
    from tests.test_docs import rights_in_the_manual

    connection.execute(text("RESET ROLE"))
    connection.execute(text(rights_in_the_manual()))
    connection.execute(text("SET LOCAL ROLE supervision_screens"))
    assert count(connection, AccessEntry) == 0
    assert count(connection, Person) == 0
    refused = connection.begin_nested()
    with pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(statement))
    refused.rollback()
