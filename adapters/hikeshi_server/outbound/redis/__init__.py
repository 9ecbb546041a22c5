"""Redis: limits and wake-ups that several processes share. Nothing here is lost with it."""
