"""The demonstration: a real alert, real pages, real seconds, on a scratch instance."""
