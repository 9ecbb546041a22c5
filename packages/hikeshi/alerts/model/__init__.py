"""Signals in, alerts out: wire formats, deduplication, routes, grouping."""
