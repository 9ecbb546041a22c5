"""Incidents, their running escalation, and the policies that steer it."""
