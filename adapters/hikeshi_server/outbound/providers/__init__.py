"""Providers: how many messages each takes at once and a minute, its rests, and who stands in."""
