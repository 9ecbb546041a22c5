"""Incident response you can import."""
