"""The screen of one enterprise."""
