"""The efficiency screen as a workbook: one row a part, every number the charts are drawn from."""

import pandas as pd

from data_access.measures import MEASURES
from ui import splits
from ui.efficiency.efficiency_frames import AUDIT, ENDINGS, RATES
from ui.efficiency.efficiency_tiles import View
from ui.exports import Export, export_button
from ui.filter_words import chosen
from ui.words import t

COLUMNS = tuple(dict.fromkeys((*ENDINGS.values(), *AUDIT)))


def button(view: View) -> None:
    """The export button of the page."""
    heading = splits.words()[view.by]
    export = Export(
        title=t("审批效能"),
        as_of=view.as_of,
        columns={"name": heading, "key": t("代码"), **_columns()},
        filters=(*chosen(), (t("分组"), heading)),
        definition=t(
            "按时率：期间内承诺时限届满的办件中，届满时已作决定的占多少；其余各列按办结日计。"
        ),
        shares=(*(f"{way}_rate" for way in RATES), "low", "high"),
    )
    export_button(export, lambda: _rows(view))


def _columns() -> dict[str, str]:
    columns: dict[str, str] = {}
    for way, title in (
        ("raw", t("原始")),
        ("lawful", t("扣特别程序")),
        ("extended", t("再计延期")),
    ):
        columns |= {
            f"{way}_due": f"{t('应办结')} · {title}",
            f"{way}_met": f"{t('按时件数')} · {title}",
            f"{way}_rate": f"{t('按时率')} · {title}",
        }
    columns |= {"low": t("95% 区间下限"), "high": t("95% 区间上限")}
    return columns | {name: t(MEASURES[name].title) for name in COLUMNS}


def _rows(view: View) -> tuple[int, pd.DataFrame]:
    frame = view.numbers[["key", "name", *COLUMNS]].set_index("key")
    for way, rate in RATES.items():
        of_way = view.rates[view.rates["name_of_rate"] == rate].set_index("key")
        renamed = {"denominator": "due", "numerator": "met", "value": "rate"}
        frame = frame.join(
            of_way[list(renamed)].rename(columns={k: f"{way}_{v}" for k, v in renamed.items()}),
            how="outer",
        )
        if way == "lawful":
            frame = frame.join(of_way[["low", "high"]])
    frame = frame.reset_index()
    return len(frame), frame
