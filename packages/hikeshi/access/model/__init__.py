"""Credentials, sessions, API tokens and the throttle of sign-in attempts."""
