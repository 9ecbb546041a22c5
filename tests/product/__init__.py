"""The product as it runs, for tests: real processes on a real database, with real peers."""
