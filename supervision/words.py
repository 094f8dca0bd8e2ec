"""Chinese is the source language; the English is looked up by the Chinese sentence."""

import gettext
from functools import lru_cache
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("zh", "en")


def N_(sentence: str) -> str:  # noqa: N802  the name that extraction tools look for
    """Mark a sentence for translation where it stands, and translate it where it is shown."""
    return sentence


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> gettext.NullTranslations:
    """The words of a language; Chinese needs none, and what is missing stays Chinese."""
    return gettext.translation("supervision", CATALOGUES, languages=[language], fallback=True)


def translate(sentence: str, language: str, **values: object) -> str:
    """The sentence in the language, with its values filled in.

    Where the catalogue has a singular, the value named n decides: a number, or a number as written.
    """
    words = _form(sentence, language, values.get("n")) if sentence else ""
    return words.format(**values) if values else words


def _form(sentence: str, language: str, amount: object) -> str:
    known = catalogue(language)
    if amount is not None:
        words = known.ngettext(sentence, sentence, 1 if str(amount) == "1" else 2)
        if words != sentence:
            return words
    return known.gettext(sentence)
