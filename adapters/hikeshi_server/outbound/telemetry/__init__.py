"""What the server says about itself: structured logs."""
