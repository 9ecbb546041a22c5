"""Lists of what people configured, read from the directory; keyset pages for all lists."""
