"""Things that call us: senders, people, clocks, the command line."""
