"""A storm with real processes, its end, and a recount from logs the product does not write."""
