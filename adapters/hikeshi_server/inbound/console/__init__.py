"""The web console: pages made on the server, for people, at any hour, on any screen."""

from hikeshi_server.inbound.console.parts import ConsoleParts
from hikeshi_server.inbound.console.routes import console_routes

__all__ = ["ConsoleParts", "console_routes"]
