"""The HTTP side: what senders post, what people and programs ask."""
