"""The same histories rehearsed in memory and lived through on PostgreSQL."""
