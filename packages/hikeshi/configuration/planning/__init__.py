"""From what is configured to what is wanted: which objects change, and how."""
