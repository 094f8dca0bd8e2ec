"""Supervision orders in the database: writing, reading, evaluating, and telling of them."""
