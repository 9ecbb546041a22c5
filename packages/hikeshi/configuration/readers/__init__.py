"""From documents to objects, one module per part of a file."""
