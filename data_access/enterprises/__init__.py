"""Enterprises: what every line of business has of one."""
