"""Every open finding, worst first."""

from ui.parts import head
from ui.words import t

head(t("预警发牌"))
