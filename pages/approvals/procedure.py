"""A screen of the frame; its title and the time of its data."""

from ui.parts import head
from ui.words import t

head(t("流程规范"))
