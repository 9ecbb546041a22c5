"""From a plan to what it says: through the verbs people use, in one work."""
