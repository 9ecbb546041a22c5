"""One file for each page: what it reads, what it shows, what its buttons do."""
