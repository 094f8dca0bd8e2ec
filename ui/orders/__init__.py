"""The screens of orders and cards, and the forms in which people act on them."""
