"""Verdicts on time in words: ours, and what source systems say."""

from ui.words import t


def our_words() -> dict[str, str]:
    """Our verdicts in words."""
    return {
        "on_time": t("按时办结"),
        "late": t("超期办结"),
        "open_within": t("在办未超期"),
        "open_late": t("在办已超期"),
        "no_limit": t("无时限"),
        "not_started": t("未开始计时"),
    }


def verdict_words() -> dict[str, str]:
    """The source's verdicts in words; a blank one is unknown."""
    return {"on_time": t("按时"), "overdue": t("超期"), "blank": t("空白")}
