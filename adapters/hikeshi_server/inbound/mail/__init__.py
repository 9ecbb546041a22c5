"""Mail that comes back: people who answer a page, and mail servers that give one back."""
