"""PostgreSQL: every port that remembers something."""
