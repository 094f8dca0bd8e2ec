"""A screen of the frame; its title and the time of its data."""

from ui.parts import head
from ui.words import t

head(t("数据质量"))
