"""What people do to get in, stay in and leave."""
