"""The headers every answer carries, whoever made it."""

from urllib.parse import urlsplit

from falcon.asgi import Request, Response

#: A year, as browsers' lists ask for at least.
_HTTPS_ONLY = "max-age=31536000"
#: What people see of the API is theirs, and some answers hold keys.
_PRIVATE = "/api/v1/"


class SecurityHeaders:
    """Falcon middleware: nothing is guessed, kept on the way, or asked again without https.

    Args:
        public_url: Where people reach this server; over https, browsers are told to stay there.
    """

    def __init__(self, public_url: str) -> None:
        self.always = {"X-Content-Type-Options": "nosniff"}
        if urlsplit(public_url).scheme == "https":
            self.always["Strict-Transport-Security"] = _HTTPS_ONLY

    async def process_request(self, request: Request, response: Response) -> None:
        """Set them first, so that whoever answers may say something more exact."""
        for name, value in self.always.items():
            response.set_header(name, value)
        if request.path.startswith(_PRIVATE):
            response.set_header("Cache-Control", "no-store")
