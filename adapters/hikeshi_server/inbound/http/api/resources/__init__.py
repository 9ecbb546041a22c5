"""What can be asked for: one class for each noun, its use cases as fields, its verbs as methods."""
