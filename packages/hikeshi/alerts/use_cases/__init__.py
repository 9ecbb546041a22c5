"""What people do with alerts and their ways; the listing of this folder is the feature list."""
