"""Who may see what, and who did what."""
