"""Style, script and icon, from the package."""

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import NotFoundError
from hikeshi_server.inbound.console.pages import HEADERS, STATIC, static_file, static_url
from hikeshi_server.inbound.console.visits import ScreenOf, page

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=300"


@frozen
class Static(ScreenOf):
    """GET /static/{name}"""

    @page
    async def on_get(self, request: Request, response: Response, name: str) -> None:
        """Serve the file; for good under the address pages name, which changes with it."""
        if name not in STATIC:
            raise NotFoundError("There is no such file.")
        current = static_url(name) == request.relative_uri
        response.content_type = STATIC[name]
        response.set_headers(HEADERS)
        response.set_header("Cache-Control", _FOR_GOOD if current else _FOR_A_WHILE)
        response.data = static_file(name)

    on_head = on_get
