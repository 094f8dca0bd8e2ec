"""What is to be done about this card, selection, project or case: an order, a contest, a decision."""

from ui import orders_screen

orders_screen.about_something()
