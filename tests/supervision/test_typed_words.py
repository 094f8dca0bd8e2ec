"""What is kept of what a person typed."""

import pytest

from supervision.typed_words import plain_words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \t\n\u3000\u00a0 ", ""),
        ("\0\x07\x1b\u200b\u202e\ud800", ""),
        ("限期\0\u202e整改\r\n", "限期整改"),
        ("一、\u3000整改\r\n\t二、 报告", "一、\u3000整改\n\t二、 报告"),
        ("第一行\r第二行\u2028第三行", "第一行\n第二行\n第三行"),
        ("<b>&amp;</b> 😀 'x'", "<b>&amp;</b> 😀 'x'"),
    ],
)
def test_every_word_is_kept_and_nothing_that_is_no_writing(typed: str, kept: str):
    assert plain_words(typed) == kept
