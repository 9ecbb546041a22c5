"""What Twilio posts to us: what became of messages and calls, and what people answer."""
