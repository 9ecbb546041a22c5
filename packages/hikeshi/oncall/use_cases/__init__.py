"""What people do with schedules; the listing of this folder is the list of features."""
