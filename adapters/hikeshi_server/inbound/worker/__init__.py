"""Duties: what runs by itself, each waiting for its next due time."""
