"""What somebody with bad intentions would try, each attempt with the measure that meets it."""
