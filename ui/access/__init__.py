"""Who comes in, who acts, what they may see, and what is noted of it."""
