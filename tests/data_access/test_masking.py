"""What is left of names and numbers when they leave the database."""

import pytest

from data_access.masking import is_identity_number, mask_id_number, mask_name, mask_phone, mask_text


def wide(digits: str) -> str:
    """The digits as a Chinese keyboard may write them."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        ("王", "*"),  # nothing may be left to guess
        ("", ""),
        (None, ""),
        ("阿卜杜·热合曼", "阿***"),  # the stars say nothing of a long name
        ("Smith", "S***"),
        (" 李四 ", "李*"),
    ],
)
def test_a_name_keeps_its_first_character(name: str | None, masked: str):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("310116199003071234", "3101**********1234"),
        ("31011619900307123X", "3101**********123X"),
        (" 310116 19900307 1234 ", "3101**********1234"),
        (wide("310116199003071234"), "3101**********1234"),
        ("310116900307123", "*" * 15),  # fifteen digits, as until 1999
        ("12345", "*****"),  # a wrong length shows nothing
        (None, ""),
    ],
)
def test_an_identity_number_keeps_four_and_four(number: str | None, masked: str):
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+86 13812345678", "138****5678"),
        ("021-57921234", "021********"),
        ("0573-8123456", "0573*******"),
        ("13812345678、13912345678", "138****5678、139****5678"),
        ("8848", "****"),
        (None, ""),
    ],
)
def test_a_phone_keeps_its_ends_or_its_area(number: str | None, masked: str):
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请联系张三13812345678。", "请联系张三138****5678。"),
        ("身份证310116199003071234已过期", "身份证3101**********1234已过期"),
        ("证号：" + wide("310116199003071234"), "证号：3101**********1234"),
        ("写信至 someone@example.cn", "写信至 s***@example.cn"),
        (
            "文号20261123000001，共12件",
            "文号20261123000001，共12件",
        ),  # fourteen digits: no person's
        ("食品经营许可（变更），延期！", "食品经营许可（变更），延期！"),
        (None, ""),
    ],
)
def test_numbers_in_free_text_are_swept(text: str | None, masked: str):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("number", "is_persons"),
    [
        ("11010519491231002X", True),  # the example of the standard
        ("110105 19491231 002x", True),
        (wide("11010519491231002X"), True),
        ("110105194912310021", False),  # the wrong check digit
        ("110105491231002", True),  # fifteen digits: the old form
        ("91310116MA1TESTX01", False),
        ("913101160000000009", False),  # digits alone, and no birthday among them
        ("", False),
        (None, False),
    ],
)
def test_the_number_of_a_person_is_known(number: str | None, is_persons: bool):
    assert is_identity_number(number) is is_persons
