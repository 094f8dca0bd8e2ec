"""Every Chinese sentence that the code shows has its English, with the same values in it."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from supervision.words import translate

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "supervision.po"
MARKS = {"N_", "t"}
COUNTED = (
    "cards",
    "cases",
    "dates",
    "days",
    "findings",
    "hours",
    "indicators",
    "items",
    "lights",
    "others",
    "projects",
    "rows",
    "sources",
    "steps",
    "times",
    "ways",
)
"""What English sentences count."""
NEVER_ONE = {
    "{days} 日内同一部门同一主题第 {number} 次",
    "同一企业 {days} 日内就同一主题第 {times} 次信访",
    "近 {days} 日接收 {n} 件",
    "{reason}，已达 {times} 次",
    "{started_on} 起暂停，未说明原因和下一步，或说明超过 {note_days} 日未更新",
    "{steps} … 共 {n} 步",
    "{steps} 个环节在同一分钟内办毕",
    "自 {since} 起，超过 {days} 个工作日未办结或未进入下一环节",
}
"""Sentences that are only said of more than one."""


def sentences() -> Iterator[tuple[str, str]]:
    """Where a sentence stands, and the sentence."""
    for folder in ("supervision", "data_access", "ui", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in MARKS
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                    and isinstance(node.args[0].value, str)
                    and node.args[0].value
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0].value


def values_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def forms(catalogue: Path) -> dict[str, list[str]]:
    """The English of every sentence: one form, or the one of one thing and the one of more."""
    read = polib.mofile if catalogue.suffix == ".mo" else polib.pofile
    return {
        entry.msgid: [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
        or [entry.msgstr]
        for entry in read(str(catalogue))
    }


@pytest.fixture(scope="module")
def english() -> dict[str, list[str]]:
    return forms(CATALOGUE)


def test_every_sentence_has_its_english(english: dict[str, list[str]]):
    missing = [
        f"{place} {words}" for place, words in sentences() if not all(english.get(words, [""]))
    ]
    assert missing == []


def test_a_translation_has_the_values_of_its_sentence(english: dict[str, list[str]]):
    strange = [
        f"{words} -> {translated}"
        for words, translations in english.items()
        for translated in translations
        if "{" in words and not values_in(translated) <= values_in(words)
    ]
    assert strange == []


def test_one_thing_is_not_many(english: dict[str, list[str]]):
    nouns = "|".join(COUNTED)
    many = re.compile(rf"\{{(?!name|share)\w+\}} (?:(?!within)[a-z]+ ){{0,2}}(?:{nouns})\b(?!\))")
    wrong = [
        f"{words} -> {translations[0]}"
        for words, translations in english.items()
        if many.search(translations[0]) and words not in NEVER_ONE
    ]
    assert wrong == []


def test_the_number_chooses_the_form():
    assert translate("红牌 {n} 件", "en", n=1) == "1 red card"
    assert translate("红牌 {n} 件", "en", n="1") == "1 red card"
    assert translate("红牌 {n} 件", "en", n="1,234") == "1,234 red cards"
    assert translate("红牌 {n} 件", "en", n=0) == "0 red cards"
    assert translate("红牌 {n} 件", "zh", n=1) == "红牌 1 件"
    assert translate("到期 {n} 件", "en", n=1) == "1 due"


def test_no_english_sentence_holds_chinese(english: dict[str, list[str]]):
    allowed = ("中文",)
    chinese = [
        translated
        for translations in english.values()
        for translated in translations
        if any("\u4e00" <= letter <= "\u9fff" for letter in translated)
        and not any(word in translated for word in allowed)
    ]
    assert chinese == []


def test_the_compiled_catalogue_is_the_written_one(english: dict[str, list[str]]):
    written = {words: translated for words, translated in english.items() if any(translated)}
    assert forms(CATALOGUE.with_suffix(".mo")) == written
