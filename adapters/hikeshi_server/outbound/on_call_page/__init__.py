"""A page that says who is on call, written to a file for the day this server is down."""
