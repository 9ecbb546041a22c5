"""Calendars elsewhere, fetched through the one client for outgoing HTTP."""
