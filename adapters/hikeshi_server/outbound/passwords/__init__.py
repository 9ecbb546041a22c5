"""Passwords, hashed slowly."""

from hikeshi_server.outbound.passwords.hasher import Argon2PasswordHasher

__all__ = ["Argon2PasswordHasher"]
