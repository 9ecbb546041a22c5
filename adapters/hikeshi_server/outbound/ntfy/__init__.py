"""Pages to phones by ntfy (docs.ntfy.sh/publish): no vendor's account is needed."""
