"""Everything is killed at any moment, and a recount by independent logs shows what that cost."""
