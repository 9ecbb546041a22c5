"""Shifts at the border to calendar programs: iCalendar out and in."""
