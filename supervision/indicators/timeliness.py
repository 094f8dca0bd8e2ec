"""Whether limits are kept, and how much of them is used (A6 to A9, A11 to A14, A22, A23)."""

from supervision.indicators.indicator import Direction, Indicator
from supervision.indicators.phrases import (
    AT_CLOSING,
    AT_LIMIT,
    CATALOGUE_NOW,
    COMMON_PRACTICE,
    ENDED_WITHIN_LIMIT,
    LICENSING_LAW_32,
    LICENSING_LAW_42,
    LICENSING_LAW_44,
    LICENSING_LAW_45,
    NOT_IN_DAYS,
    OUR_RULE,
    WITHOUT_DECISION,
)
from supervision.words import N_


def _on_time(code: str, name: str, title: str, sentence: str, due: str, source: str) -> Indicator:
    """The share of the cases whose limit ended in the period that were decided by then."""
    return Indicator(
        code=code,
        name=name,
        title=title,
        sentence=sentence,
        formula=N_("到期时已作决定 ÷ 期间内到期"),
        numerator=f"{due}_met",
        denominator=due,
        unit="rate",
        anchor=AT_LIMIT,
        direction="up",
        source=source,
        exclusions=ENDED_WITHIN_LIMIT,
        is_share=True,
    )


def _closed_share(
    code: str,
    name: str,
    title: str,
    sentence: str,
    formula: str,
    measures: tuple[str, str],
    direction: Direction,
    exclusions: str,
) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        title=title,
        sentence=sentence,
        formula=formula,
        numerator=measures[0],
        denominator=measures[1],
        unit="rate",
        anchor=AT_CLOSING,
        direction=direction,
        source=COMMON_PRACTICE,
        exclusions=exclusions,
        is_share=True,
    )


ON_TIME = (
    _on_time(
        "A6_raw",
        "on_time_rate_raw",
        N_("按时办结率（原始口径）"),
        N_("期间内承诺时限届满的办件中，届满时已经作出决定的占多少；特别程序不扣除，延期不计。"),
        "due_raw",
        COMMON_PRACTICE,
    ),
    _on_time(
        "A6_lawful",
        "on_time_rate_lawful",
        N_("按时办结率（扣除特别程序）"),
        N_(
            "期间内承诺时限届满的办件中，届满时已经作出决定的占多少；"
            "依法扣除听证、检验、检测、鉴定、专家评审等特别程序所需时间。"
        ),
        "due_lawful",
        LICENSING_LAW_45,
    ),
    _on_time(
        "A6_extended",
        "on_time_rate_extended",
        N_("按时办结率（扣除特别程序并计延期）"),
        N_(
            "期间内承诺时限届满的办件中，届满时已经作出决定的占多少；"
            "依法扣除特别程序所需时间，并计入到期前依法批准的一次延期。"
        ),
        "due_extended",
        LICENSING_LAW_42,
    ),
    _on_time(
        "A6_statutory",
        "on_time_rate_statutory",
        N_("法定时限内办结率"),
        N_("期间内法定时限届满的办件中，届满时已经作出决定的占多少；扣除特别程序并计依法延期。"),
        "due_statutory",
        LICENSING_LAW_42,
    ),
)

_TIMED = N_("没有承诺时限的、特别程序未结束的不计；时限内撤回、退件、作废或不予受理的不计。")

AGAINST_PROMISE = (
    _closed_share(
        "A7",
        "early_rate",
        N_("提前办结率"),
        N_("办结件中，在到期日之前一天或更早作出决定的占多少；到期当日办结的是按时，不是提前。"),
        N_("提前办结 ÷ 有时限可比的办结"),
        ("closed_early", "closed_timed"),
        "up",
        _TIMED,
    ),
    _closed_share(
        "A8",
        "late_rate",
        N_("超期办结率"),
        N_("办结件中，承诺时限过后才作出决定的占多少；仍未办结的超期件不在其中，另见按时办结率。"),
        N_("超期办结 ÷ 有时限可比的办结"),
        ("closed_late", "closed_timed"),
        "down",
        _TIMED,
    ),
    _closed_share(
        "A9",
        "on_the_spot_rate",
        N_("当场办结率"),
        N_("作出决定的办结件中，收件当日即办结的占多少。"),
        N_("当场办结 ÷ 作出决定的办结"),
        ("closed_on_the_spot", "closed_by_decision"),
        "up",
        WITHOUT_DECISION,
    ),
    Indicator(
        code="A9_items",
        name="on_the_spot_items_rate",
        title=N_("当场办结事项比例"),
        sentence=N_("事项目录中申报为当场办结的事项占多少。"),
        formula=N_("当场办结事项 ÷ 事项"),
        numerator="items_on_the_spot",
        denominator="items",
        unit="rate",
        anchor=CATALOGUE_NOW,
        direction="up",
        source=COMMON_PRACTICE,
        is_share=True,
    ),
)


def _saved(
    code: str, name: str, title: str, sentence: str, formula: str, used: str, limit: str
) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        title=title,
        sentence=sentence,
        formula=formula,
        numerator=used,
        denominator=limit,
        unit="rate",
        anchor=AT_CLOSING,
        direction="up",
        source=COMMON_PRACTICE,
        exclusions=N_(
            "分子分母是同一批办件；时限为零或没有时限的（如即办件）不计；不予受理、撤回、退件、作废的不计；用时不明的、时限以小时计的不计。"
        ),
        complement=True,
    )


def _days(
    code: str, name: str, title: str, sentence: str, formula: str, quantile: float | None
) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        title=title,
        sentence=sentence,
        formula=formula,
        numerator="closed_used_days",
        denominator="closed_measured",
        unit="days",
        anchor=AT_CLOSING,
        direction="down",
        source=COMMON_PRACTICE if quantile is None else OUR_RULE,
        exclusions=NOT_IN_DAYS,
        quantile=quantile,
    )


DAYS = (
    _saved(
        "A11",
        "statutory_days_saved_rate",
        N_("用时较法定时限缩短比例（法定提速率）"),
        N_("办结件实际用时的合计，比法定时限的合计少多少；超出时为负。"),
        N_("1 − 实际用时合计 ÷ 法定时限合计"),
        "statutory_used_days",
        "statutory_limit_days",
    ),
    _saved(
        "A12",
        "promised_days_saved_rate",
        N_("用时较承诺时限缩短比例（承诺提速率）"),
        N_("办结件实际用时的合计，比承诺时限的合计少多少；超出时为负。"),
        N_("1 − 实际用时合计 ÷ 承诺时限合计"),
        "promised_used_days",
        "promised_limit_days",
    ),
    Indicator(
        code="A13",
        name="promise_cut_rate",
        title=N_("承诺时限压缩比"),
        sentence=N_("按事项计算：承诺时限的合计比法定时限的合计少多少，与办件多少无关。"),
        formula=N_("1 − 事项承诺时限合计 ÷ 事项法定时限合计"),
        numerator="items_promised_days",
        denominator="items_statutory_days",
        unit="rate",
        anchor=CATALOGUE_NOW,
        direction="up",
        source=COMMON_PRACTICE,
        exclusions=N_("承诺或法定时限空缺、为零的事项不计；时限以小时计的不计。"),
        complement=True,
    ),
    _days(
        "A14_mean",
        "used_days_mean",
        N_("平均用时"),
        N_("办结件从受理到作出决定的平均天数，受理当日为第 0 天，扣除特别程序。"),
        N_("用时合计 ÷ 用时可计的办结"),
        None,
    ),
    _days(
        "A14_median",
        "used_days_median",
        N_("用时中位数"),
        N_("一半办结件在这么多天之内作出决定。"),
        N_("至少一半办结件不超过的最小天数"),
        0.5,
    ),
    _days(
        "A14_p90",
        "used_days_p90",
        N_("用时九成位数"),
        N_("九成办结件在这么多天之内作出决定。"),
        N_("至少九成办结件不超过的最小天数"),
        0.9,
    ),
)

OTHER_LIMITS = (
    Indicator(
        code="A22",
        name="delivery_on_time_rate",
        title=N_("送达及时率"),
        sentence=N_(
            "期间内送达时限（决定后十个工作日，事项另有承诺的从其承诺）届满的证件中，已经送达的占多少。"
        ),
        formula=N_("按时送达 ÷ 应送达"),
        numerator="delivery_due_met",
        denominator="delivery_due",
        unit="rate",
        anchor=AT_LIMIT,
        direction="up",
        source=LICENSING_LAW_44,
        exclusions=N_("不需颁发证件的不计。"),
        is_share=True,
    ),
    Indicator(
        code="A23",
        name="acceptance_on_time_rate",
        title=N_("受理决定及时率"),
        sentence=N_("期间内五个工作日届满的申请中，届满时已经受理、不予受理或告知补正的占多少。"),
        formula=N_("按时作受理决定 ÷ 应作受理决定"),
        numerator="acceptance_due_met",
        denominator="acceptance_due",
        unit="rate",
        anchor=AT_LIMIT,
        direction="up",
        source=LICENSING_LAW_32,
        exclusions=N_("届满前撤回、退件、作废的不计；等候申请人补正的不计。"),
        is_share=True,
    ),
)

TIMELINESS = (*ON_TIME, *AGAINST_PROMISE, *DAYS, *OTHER_LIMITS)
