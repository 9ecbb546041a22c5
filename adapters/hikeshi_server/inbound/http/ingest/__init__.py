"""Where senders post: each format at the address its senders know."""
