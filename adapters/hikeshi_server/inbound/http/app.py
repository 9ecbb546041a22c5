"""The Falcon application: middleware, routes, and what happens to errors."""

from collections.abc import Iterable, Sequence
from typing import Any

import falcon.asgi
import msgspec
from falcon import media

from hikeshi_server.inbound.http.headers import SecurityHeaders
from hikeshi_server.inbound.http.ingest.small_posts import SmallPosts
from hikeshi_server.inbound.http.requests import RequestLog

_encode = msgspec.json.Encoder().encode

Routes = Iterable[tuple[str, Any]]


class Application(falcon.asgi.App[Any, Any]):
    """Falcon, answering HEAD wherever it answers GET: probes and mail scanners ask that way.

    What senders post most is answered in front of it, where the server lets its doors answer.
    """

    small_posts: SmallPosts

    # Falcon derives its ASGI class from its WSGI one, against the types of both.
    async def __call__(  # type: ignore[override]
        self, scope: Any, receive: Any, send: Any
    ) -> None:
        """Answer one request (ASGI)."""
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "HEAD":
            scope = {**scope, "method": "GET", "head_only": True}
            send = _without_body(send)
        await super().__call__(scope, receive, send)


def _without_body(send: Any) -> Any:
    async def send_head(event: dict[str, Any]) -> None:
        await send({**event, "body": b""} if event["type"] == "http.response.body" else event)

    return send_head


def create_app(routes: Routes, *, middleware: Sequence[Any] = ()) -> Application:
    """Return the application that serves these routes.

    Args:
        routes: Path template and resource of each.
        middleware: What looks at every request after it got its id.
    """
    log, routes = RequestLog(), tuple(routes)
    headers = {
        name: value
        for each in middleware
        if isinstance(each, SecurityHeaders)
        for name, value in each.always.items()
    }
    app = Application(middleware=[log, *middleware])
    app.small_posts = SmallPosts(routes, log, headers)
    json_media = media.JSONHandler(dumps=_encode, loads=msgspec.json.decode)
    app.req_options.media_handlers[falcon.MEDIA_JSON] = json_media
    app.resp_options.media_handlers[falcon.MEDIA_JSON] = json_media
    app.req_options.strip_url_path_trailing_slash = True
    for path, resource in routes:
        app.add_route(path, resource)
    return app
