"""The table of operations in parts: which address, which resource, which permission."""
