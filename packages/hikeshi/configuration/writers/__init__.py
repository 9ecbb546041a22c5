"""From objects to documents, one module per part of a file."""
