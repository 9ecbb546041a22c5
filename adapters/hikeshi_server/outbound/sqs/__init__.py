"""Amazon SQS, and what speaks like it: carries word of due pages, never the pages themselves."""
