"""What is going wrong now, where, and what will go wrong next."""

from ui.parts import head
from ui.words import t

head(t("实时监察"))
