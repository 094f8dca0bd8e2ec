"""What the quality screen draws, out of balances, faults, ratios and verdicts."""

from datetime import datetime

import pandas as pd

from data_access.approvals.verdicts import AGREES
from data_access.truth import truth
from supervision.indicators.truth import TRUTH
from supervision.scope import Scope
from supervision.small_numbers import ENOUGH_FOR_RATE, wilson
from ui.fetch import fetch

VERDICTS = ("on_time", "overdue", "")
"""What a source may say; the last is blank and stays unknown."""


def truth_values(scope: Scope, as_of: datetime) -> pd.DataFrame:
    """The data-truth ratios of the whole, by name: numerator, denominator, value, low, high."""
    whole = fetch(truth, scope, as_of=as_of).drop(columns="department_code").sum()
    rows = {}
    for name, card in TRUTH.items():
        part, total = int(whole[card.numerator]), int(whole[str(card.denominator)])
        low, high = wilson(part, total) if card.is_share and total else (None, None)
        rows[name] = (part, total, part / total if total else None, low, high)
    columns = ["numerator", "denominator", "value", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype="float64")


def truth_rates(numbers: pd.DataFrame) -> pd.DataFrame:
    """One row a department with cases: department_code, received, and each ratio in percent.

    A ratio of fewer cases than a rate needs is empty; items of a catalogue are few by nature.
    The departments with the most cases come first.
    """
    frame = numbers[["department_code", "received"]].copy()
    for name, card in TRUTH.items():
        total = numbers[str(card.denominator)]
        enough = total >= (1 if card.denominator == "items" else ENOUGH_FOR_RATE)
        frame[name] = (numbers[card.numerator] / total.where(enough)) * 100
    has_any = numbers.drop(columns=["department_code", "items"]).sum(axis=1) > 0
    return frame[has_any].sort_values(
        ["received", "department_code"], ascending=[False, True], ignore_index=True
    )


def verdict_table(agreement: pd.DataFrame, source: str, ours: tuple[str, ...]) -> pd.DataFrame:
    """One row a verdict of ours that occurs: ours, on_time, overdue, blank (cases)."""
    of_source = agreement[agreement["source_code"] == source]
    wide = of_source.pivot_table(
        index="ours", columns="source_verdict", values="cases", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=list(VERDICTS), fill_value=0).rename(columns={"": "blank"})
    return wide.reindex([each for each in ours if each in wide.index]).reset_index()


def verdict_counts(agreement: pd.DataFrame) -> tuple[int, int, int]:
    """Cases with a limit and a verdict; those of them on which both agree; blank verdicts."""
    blank = agreement["source_verdict"] == ""
    expected = agreement["ours"].map(AGREES)
    comparable = agreement[~blank & expected.notna()]
    agrees = comparable["source_verdict"] == comparable["ours"].map(AGREES)
    return (
        int(comparable["cases"].sum()),
        int(comparable.loc[agrees, "cases"].sum()),
        int(agreement.loc[blank, "cases"].sum()),
    )
