"""Words, codes and numbers: cleaned, looked up, never guessed."""

import pytest

from data_access.importing.refusal import BadValueError
from data_access.importing.values import (
    NumberCell,
    code_reader,
    key_reader,
    number_reader,
    shortened,
    visible,
    words_reader,
    yes_no_reader,
)


def refused(read, text):
    with pytest.raises(BadValueError) as bad:
        read(text)
    return bad.value.rule, bad.value.instead


@pytest.mark.parametrize("text", ["王五", "O'Brien 😀", "全角　空格", "#1 window", "=1+1"])
def test_words_stay_as_they_are(text):
    assert words_reader(500)(text) == text


def test_line_breaks_in_words_become_one_blank():
    assert words_reader(500)("two\r\nlines\tand\xa0more") == "two lines and more"


@pytest.mark.parametrize(
    ("text", "rule", "instead"),
    [
        ("a\x00b", "S02", "ab"),
        ("a\x07b", "S02", "ab"),
        ("evil\u202egnp.exe", "S02", "evilgnp.exe"),
        ("zero\u200bwidth", "S02", "zerowidth"),
        ("\ufefffirst", "S02", "first"),
        ("\u200b", "S02", None),
        ("x" * 501, "S02", "x" * 500),
        ("caf\udce9", "S01", "caf\ufffd"),
        ("#REF!", "V01", None),
    ],
)
def test_words_that_cannot_be_kept_are_mended_and_reported(text, rule, instead):
    assert refused(words_reader(500), text) == (rule, instead)


def test_a_code_comes_from_its_list_and_an_empty_one_is_unknown():
    read = code_reader({"Closed": "completed", "Open": ""})

    assert read("Closed") == "completed"
    assert read("Open") is None
    assert refused(read, "closed") == ("C01", None)


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-3", -3), ("4.0", 4), ("007", 7)])
def test_whole_numbers(text, number):
    assert number_reader()(text) == number


@pytest.mark.parametrize("text", ["3.5", "1e308", "inf", "nan", "3 days", "9999999999", "\uff12"])
def test_what_is_no_whole_number_is_refused(text):
    assert refused(number_reader(), text) == ("V01", None)


def test_yes_and_no():
    assert [yes_no_reader()(text) for text in ("TRUE", "是", "0", "否")] == [
        True,
        True,
        False,
        False,
    ]
    assert refused(yes_no_reader(), "maybe") == ("V01", None)


@pytest.mark.parametrize(
    ("text", "rule", "instead"),
    [
        ("x" * 21, "R03", None),  # never cut: two cases would become one
        ("a\u200bb", "S02", "ab"),
        ("a\udcffb", "S01", None),
        ("#N/A", "V01", None),
        (NumberCell("310112199001011234"), "S03", None),
        (NumberCell("1e+17"), "S03", None),
    ],
)
def test_a_key_is_never_cut_or_mended_in_secret(text, rule, instead):
    assert refused(key_reader(20), text) == (rule, instead)


def test_a_long_number_that_is_text_is_a_key():
    assert key_reader(20)("310112199001011234") == "310112199001011234"


def test_long_codes_are_shortened_and_stay_apart():
    one, other = shortened("x" * 70 + "1", 64), shortened("x" * 70 + "2", 64)

    assert len(one) == len(other) == 64
    assert one != other
    assert shortened("A-1", 64) == "A-1"


def test_raw_text_is_shown_with_what_cannot_be_seen_written_out():
    assert visible("a\x00\u202eb\udcff") == "a\\u0000\\u202eb\\xff"
