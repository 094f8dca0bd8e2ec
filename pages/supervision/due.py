"""The cases behind a column of the live screen: whose limit ends on one day, still running."""

from ui.parts import head
from ui.words import t

head(t("到期清单"))
