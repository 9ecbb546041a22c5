"""How the domains work together: the one forward path from a signal to a notification."""
