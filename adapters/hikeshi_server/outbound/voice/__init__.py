"""Pages as telephone calls."""
