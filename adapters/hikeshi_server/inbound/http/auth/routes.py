"""The sign-in API on a page."""

from typing import Any

from hikeshi_server.inbound.http.auth.api_tokens import ApiTokens, OneApiToken
from hikeshi_server.inbound.http.auth.me import Me, MyPassword, PasswordOfUser
from hikeshi_server.inbound.http.auth.parts import AuthParts
from hikeshi_server.inbound.http.auth.sessions import OneSession, Sessions
from hikeshi_server.inbound.http.auth.tokens import KeySet, Login, Logout, Refresh


def auth_routes(parts: AuthParts) -> list[tuple[str, Any]]:
    """Return path template and resource of everything about signing in."""
    return [
        ("/.well-known/jwks.json", KeySet(parts)),
        ("/api/v1/auth/login", Login(parts)),
        ("/api/v1/auth/refresh", Refresh(parts)),
        ("/api/v1/auth/logout", Logout(parts)),
        ("/api/v1/auth/sessions", Sessions(parts)),
        ("/api/v1/auth/sessions/{session_id}", OneSession(parts)),
        ("/api/v1/api-tokens", ApiTokens(parts)),
        ("/api/v1/api-tokens/{token_id}", OneApiToken(parts)),
        ("/api/v1/me", Me(parts)),
        ("/api/v1/me/password", MyPassword(parts)),
        ("/api/v1/passwords/{user_ref}", PasswordOfUser(parts)),
    ]
