"""Watches a server from another machine; one file, the standard library only."""
