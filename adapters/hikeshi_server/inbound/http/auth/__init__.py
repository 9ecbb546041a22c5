"""Signing in over HTTP: who calls, sessions, API tokens, passwords."""

from hikeshi_server.inbound.http.auth.callers import caller_of, require_caller
from hikeshi_server.inbound.http.auth.cookies import CookieSessions
from hikeshi_server.inbound.http.auth.middleware import AuthMiddleware
from hikeshi_server.inbound.http.auth.parts import AuthParts
from hikeshi_server.inbound.http.auth.routes import auth_routes

__all__ = [
    "AuthMiddleware",
    "AuthParts",
    "CookieSessions",
    "auth_routes",
    "caller_of",
    "require_caller",
]
