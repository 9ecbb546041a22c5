"""Commands that start something: they need the composition root and live beside it."""
