"""Who is it that asks, and how do we know: passwords, sessions, API tokens, refused attempts."""
