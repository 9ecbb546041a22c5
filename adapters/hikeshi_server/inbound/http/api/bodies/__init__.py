"""Bodies and answers that are the API's own; everything else is a draft or a view of a domain."""
