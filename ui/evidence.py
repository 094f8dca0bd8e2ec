"""A finding as a sentence: the words of its rule filled with its evidence."""

import json
from typing import Any

import pandas as pd

from supervision.rulebook import RULEBOOK
from supervision.words import N_
from ui.formats import UNKNOWN, printable
from ui.words import ENGLISH, language, t

COLUMNS = {
    "received_at": N_("收件时间"),
    "accepted_at": N_("受理时间"),
    "decided_at": N_("决定时间"),
    "closed_at": N_("办结时间"),
}
"""Columns that evidence may name, in words."""
StepRules = dict[str, dict[str, str | None]]
"""Declared rules about steps by their number: sentence, sentence_en, article, article_en."""


def by_number(rules: pd.DataFrame) -> StepRules:
    """The declared rules about steps, to look up by their number."""
    columns = ["sentence", "sentence_en", "article", "article_en"]
    return {
        rule["rule_no"]: {name: rule[name] for name in columns} for rule in rules.to_dict("records")
    }


class _Values(dict[str, Any]):
    """Evidence in words; what an older rule did not record shows as unknown."""

    def __missing__(self, name: str) -> str:
        return UNKNOWN


def sentence(rule: str, evidence: str, step_rules: StepRules | None = None) -> str:
    """What was found, in the reader's language: text from the data, to be escaped where it shows.

    `evidence` is the JSON of the finding; declared rules about steps bring their own words.
    """
    known = RULEBOOK.get(rule)
    if known is None:
        return ""
    values = _Values({name: _word(value) for name, value in json.loads(evidence).items()})
    declared = (step_rules or {}).get(str(values.get("rule_no", "")))
    if declared:
        values["sentence"] = own_words(declared, "sentence")
    return printable(t(known.sentence).format_map(values))


def law(rule: str, evidence: str, step_rules: StepRules | None = None) -> str:
    """The article or source that a finding rests on."""
    values = json.loads(evidence)
    declared = (step_rules or {}).get(str(values.get("rule_no", "")))
    if declared:
        return printable(own_words(declared, "article"))
    known = RULEBOOK.get(rule)
    return printable(values.get("article") or (t(known.law) if known else UNKNOWN))


def own_words(declared: dict[str, str | None], name: str) -> str:
    """The sentence or article of a declared rule in the reader's language."""
    english = declared.get(f"{name}_en") if language() == ENGLISH else None
    return english or declared.get(name) or UNKNOWN


def _word(value: object) -> object:
    """A reason in the evidence is one of our sentences, a column has a name of its own."""
    return t(COLUMNS.get(value, value)) if isinstance(value, str) else value
