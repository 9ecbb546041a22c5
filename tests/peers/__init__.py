"""Real peers for tests: they speak the protocol, keep their own log, and fail on demand."""
