"""The ladder: every state by every action by every role, against a table written by hand."""

from pathlib import Path

import pytest

from supervision.orders.cards import (
    CardAction,
    CardState,
    card_after,
    may_do_about_card,
    possible_about_card,
)
from supervision.orders.ladder import (
    ENDED,
    OPEN,
    STEPS,
    Action,
    Demand,
    NotPossibleError,
    Party,
    State,
    after,
    drawing,
    may_do,
    possible,
    table,
    whose_turn,
)
from supervision.people import Role, Viewer

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "orders.md"
OWN, FOREIGN = "d1", "d2"

LEADS_TO = {
    "issued": "sign:signed note:issued withdraw:withdrawn urge:issued circulate:issued "
    "summon:issued",
    "signed": "answer:answered contest:contested note:signed withdraw:withdrawn urge:signed "
    "circulate:signed summon:signed",
    "answered": "report:corrected note:answered verify:verified send_back:sent_back "
    "refute:sent_back withdraw:withdrawn urge:answered circulate:answered summon:answered",
    "contested": "note:contested uphold:signed withdraw:withdrawn circulate:contested "
    "summon:contested",
    "corrected": "note:corrected verify:verified send_back:sent_back refute:sent_back "
    "withdraw:withdrawn circulate:corrected summon:corrected",
    "sent_back": "answer:answered contest:contested report:corrected note:sent_back "
    "withdraw:withdrawn urge:sent_back circulate:sent_back summon:sent_back",
    "verified": "note:verified close:closed withdraw:withdrawn circulate:verified summon:verified",
    "closed": "",
    "withdrawn": "",
}
"""By state: what may be done there, and where it leads."""
BY_DEPARTMENT = {"sign", "answer", "contest", "report", "note"}
BY_SUPERVISOR = set(Action) - {"sign", "answer", "contest", "report"}


def moves(state: str) -> dict[str, str]:
    return dict(move.split(":") for move in LEADS_TO[state].split())


def person(*roles: Role) -> Viewer:
    return Viewer("p", "p", frozenset(roles), frozenset({OWN}))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_action_in_every_state_leads_where_the_table_says(state: State, action: Action):
    expected = moves(state).get(action)
    if expected is None:
        with pytest.raises(NotPossibleError):
            after(state, action)
    else:
        assert after(state, action) == expected


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("department", [OWN, FOREIGN])
def test_every_role_may_do_what_is_theirs_and_nothing_else(
    state: State, role: Role, department: str
):
    rights = {Role.SUPERVISOR: BY_SUPERVISOR, Role.STAFF: BY_DEPARTMENT}.get(role, set())
    if role is Role.STAFF and department == FOREIGN:
        rights = set()
    viewer = person(role)
    allowed = {step.action for step in possible(viewer, state, department)}
    assert allowed == moves(state).keys() & rights
    for action in Action:
        assert may_do(viewer, action, department) == (action in rights)


def test_who_is_both_may_do_both():
    viewer = person(Role.SUPERVISOR, Role.STAFF)
    allowed = {step.action for step in possible(viewer, State.SENT_BACK, OWN)}
    assert allowed == moves("sent_back").keys()


@pytest.mark.parametrize("demand", Demand)
def test_whose_turn_it_is(demand: Demand):
    departments = {State.ISSUED, State.SIGNED, State.SENT_BACK}
    if demand is Demand.CORRECT:
        departments.add(State.ANSWERED)
    for state in State:
        expected = Party.DEPARTMENT if state in departments else Party.SUPERVISOR
        assert whose_turn(state, demand) is (Party.NOBODY if state in ENDED else expected)


def test_from_every_open_state_an_end_can_be_reached_and_ends_are_final():
    for state in OPEN:
        reached, ahead = {state}, [state]
        while ahead:
            for target in moves(ahead.pop()).values():
                if target not in reached:
                    reached.add(State(target))
                    ahead.append(State(target))
        assert reached >= ENDED
    assert not any(ENDED & step.sources for step in STEPS.values())


def test_whoever_must_act_can_act():
    staff, supervisor = person(Role.STAFF), person(Role.SUPERVISOR)
    for state in OPEN:
        for demand in Demand:
            viewer = {Party.DEPARTMENT: staff, Party.SUPERVISOR: supervisor}[
                whose_turn(state, demand)
            ]
            onward = [s for s in possible(viewer, state, OWN) if s.target not in (None, state)]
            assert onward, (state, demand)


def test_the_drawing_in_the_documents_is_the_one_of_the_code():
    document = DOCUMENT.read_text(encoding="utf-8")
    assert f"```mermaid\n{drawing()}\n```" in document
    assert table() in document
    arrows = {line.strip() for line in drawing().splitlines()}
    for state, found in LEADS_TO.items():
        for action, target in (move.split(":") for move in found.split()):
            by = "department" if action not in BY_SUPERVISOR else "supervisor"
            arrow = f"{state} --> {target}: {action} ({by})"
            stays = target == state or action in ("note", "urge", "circulate", "summon")
            assert (arrow in arrows) != stays


CARD_LEADS_TO = {
    "standing": {"contest": "contested", "withdraw": "withdrawn"},
    "contested": {"uphold": "upheld", "withdraw": "withdrawn"},
    "upheld": {"withdraw": "withdrawn"},
    "withdrawn": {},
}


@pytest.mark.parametrize("state", CardState)
@pytest.mark.parametrize("action", CardAction)
def test_every_act_about_a_card(state: CardState, action: CardAction):
    expected = CARD_LEADS_TO[state].get(action)
    if expected is None:
        with pytest.raises(NotPossibleError):
            card_after(state, action)
    else:
        assert card_after(state, action) == expected
    for role in Role:
        for department in (OWN, FOREIGN):
            is_theirs = {
                Role.SUPERVISOR: action is not CardAction.CONTEST,
                Role.STAFF: action is CardAction.CONTEST and department == OWN,
            }.get(role, False)
            viewer = person(role)
            assert may_do_about_card(viewer, action, department) == is_theirs
            offered = {s.action for s in possible_about_card(viewer, state, department)}
            assert (action in offered) == (is_theirs and expected is not None)
