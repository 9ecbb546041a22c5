"""Pages to browsers by Web Push (RFC 8030): phones without any vendor's account."""
