"""What is listed, read from PostgreSQL."""
