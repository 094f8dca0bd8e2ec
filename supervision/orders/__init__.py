"""Supervision orders: their ladder, their clocks, and the rules about them."""
