"""One file for each revision: number, `pre` or `post`, and what it does."""
