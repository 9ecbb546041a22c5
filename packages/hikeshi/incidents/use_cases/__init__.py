"""What can be done to incidents; the listing of this folder is the feature list."""
