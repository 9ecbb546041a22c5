"""What can be done with notifications; the listing of this folder is the feature list."""
