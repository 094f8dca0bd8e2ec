"""The filters of the address in words, as sheets and captions print them."""

from ui import filters
from ui.names import codes, name
from ui.words import t


def chosen(*, with_period: bool = True) -> list[tuple[str, str]]:
    """Pairs of a filter and what was chosen: the period, and the others where they narrow.

    Names come from the data: escape them where Markdown is read.
    """
    period = filters.current_period()
    found = []
    if with_period:
        words = t("{first} 至 {last}", first=period.first, last=period.last)
        found.append((t("时段"), words))
    titles = {"department": t("部门"), "item": t("事项"), "town": t("街镇")}
    for kind, title in titles.items():
        code = filters.asked(kind)
        if code and kind == "item" and code not in codes("item") and code in codes("category"):
            found.append((t("类别"), name("category", code)))  # of appeals this is what they are of
        elif code:
            found.append((title, name(kind, code)))
    return found
