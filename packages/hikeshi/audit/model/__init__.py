"""Entries of the journal, and the seals that chain them."""
