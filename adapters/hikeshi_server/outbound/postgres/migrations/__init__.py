"""Migrations, run by `migrate.py`; never changed once released."""
