"""The sentence over the appeals names who claims most beyond its enterprises, if anybody does."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ui.appeals import appeals_screen


def view(*parts: tuple[str, float, float, int]) -> Any:
    columns = ["name", "office", "firm", "said"]
    voices = pd.DataFrame(parts, columns=columns).assign(asked=lambda frame: frame["said"])
    return SimpleNamespace(
        numbers={"appeals_received": 1, "appeals_open": 0},
        rate=lambda _name: 0.5,
        voices=voices,
    )


@pytest.mark.parametrize(
    ("parts", "end"),
    [
        ((("一局", 0.9, 0.6, 40), ("二局", 0.5, 0.5, 40)), "；一局自评高出最多，30 个百分点"),
        ((("小局", 0.9, 0.1, 2), ("一局", 0.8, 0.7, 40), ("二局", 0.5, 0.5, 40)), "10 个百分点"),
        ((("一局", 0.653, 0.651, 40), ("二局", 0.4, 0.6, 40)), "企业认可 50.0%"),  # nobody does
        ((("一局", 0.9, 0.6, 40),), "企业认可 50.0%"),  # with whom nobody is compared
        ((), "企业认可 50.0%"),
    ],
)
def test_the_sentence_names_who_claims_most(parts: tuple[Any, ...], end: str):
    assert appeals_screen.sentence(view(*parts)).endswith(end)
