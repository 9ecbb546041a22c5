"""The checks of a configuration, by what they look at."""
