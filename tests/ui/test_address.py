"""What is read of an address is what Streamlit says of it, in a run and after what it writes."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.address import told


def app() -> None:
    """Says what either reads, before and after the run writes a parameter and takes one away."""
    import streamlit as st

    from ui.address import told

    for _ in range(2):
        st.session_state.setdefault("read", []).append((dict(told()), st.query_params.to_dict()))
        st.query_params["level"] = "red & 黄"
        st.query_params.pop("lang", None)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lang": "en", "department": "d1"},
        {"lang": ["zh", "en"]},
        {"search": "", "lang": "en"},
        {"search": "a+b c%20&=?#"},
        {"search": "x" * 50_000},
        {f"p{number}": "1" for number in range(3_000)},
    ],
)
def test_it_is_what_streamlit_says(given: dict[str, str]) -> None:
    run = AppTest.from_function(app)
    for name, value in given.items():
        run.query_params[name] = value
    run.run()
    assert not run.exception
    before, after = run.session_state["read"]
    assert before[0] == before[1]
    assert after[0] == after[1]
    assert after[0]["level"] == "red & 黄"
    assert "lang" not in after[0]


def test_outside_a_page_there_is_no_address() -> None:
    assert told() == {}
