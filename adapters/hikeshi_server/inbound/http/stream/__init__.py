"""The stream of what happens: server-sent events that resume without a hole."""
