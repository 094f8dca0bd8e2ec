"""Public signals: what comes from outside, and what the screens ask of it."""
