"""Every Chinese sentence that the code shows has its English, with the same values in it."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "supervision.po"
MARKS = {"N_", "t"}


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


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}


def test_every_sentence_has_its_english(english: dict[str, str]):
    missing = [f"{place} {words}" for place, words in sentences() if not english.get(words)]
    assert missing == []


def test_a_translation_has_the_values_of_its_sentence(english: dict[str, str]):
    strange = [
        f"{words} -> {translated}"
        for words, translated in english.items()
        if "{" in words and not values_in(translated) <= values_in(words)
    ]
    assert strange == []


def test_no_english_sentence_holds_chinese(english: dict[str, str]):
    allowed = ("中文",)
    chinese = [
        translated
        for translated in english.values()
        if any("\u4e00" <= letter <= "\u9fff" for letter in translated)
        and not any(word in translated for word in allowed)
    ]
    assert chinese == []


def test_the_compiled_catalogue_is_the_written_one(english: dict[str, str]):
    compiled = {
        entry.msgid: entry.msgstr for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    }
    assert compiled == {words: translated for words, translated in english.items() if translated}
