"""What is to be done about this card, selection, project or case; for whoever acts on it."""

from ui.orders import orders_screen

orders_screen.about_something()
