"""A made-up district at any size, and a feed that keeps it moving."""
