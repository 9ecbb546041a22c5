"""Pages as text messages."""
