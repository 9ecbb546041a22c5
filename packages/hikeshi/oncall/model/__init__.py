"""Schedules and what follows from them: pure, no clock, no input or output."""
