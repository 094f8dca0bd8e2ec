"""Words that many definition cards share."""

from supervision.words import N_

AT_RECEIPT = N_("收件日")
AT_ACCEPTANCE = N_("受理日；视为受理的，五个工作日届满的次日")
AT_CLOSING = N_("办结日")
AT_THE_MOMENT = N_("数据时点")
AT_LIMIT = N_("时限届满日")
AT_STEP_END = N_("环节结束日")
AT_OCCURRENCE = N_("监察日：规则成立之日")
AT_WITHDRAWAL = N_("撤销日")
CATALOGUE_NOW = N_("当前事项目录，不随期间变化")

COMMON_PRACTICE = N_("电子监察系统通行口径")
OUR_RULE = N_("本系统口径")
LICENSING_LAW_32 = N_("《行政许可法》第三十二条")
LICENSING_LAW_42 = N_("《行政许可法》第四十二条")
LICENSING_LAW_44 = N_("《行政许可法》第四十四条")
LICENSING_LAW_45 = N_("《行政许可法》第四十五条")

ENDED_WITHIN_LIMIT = N_(
    "没有该时限的、特别程序尚未结束的不计；时限内撤回、退件、作废或不予受理的不计，时限过后才如此结束的仍算超期。"
)
WITHOUT_DECISION = N_("不予受理、撤回、退件、作废的不计。")
NOT_IN_DAYS = N_("不予受理、撤回、退件、作废的不计；用时不明的、时限以小时计的不计。")
