"""HTTP/1.1 with the doors right behind it: small posts never reach the application."""

from typing import Any

from hikeshi_server.inbound.http.ingest.small_posts import SmallPost, SmallPosts
from hikeshi_server.inbound.http.protocol import BoundedProtocol

#: Who asks when the server does not know, as Falcon has it.
_NOBODY = "127.0.0.1"
#: With this header the address of a sender is what a proxy says it is.
_FORWARDED = b"x-forwarded-for"


class DoorProtocol(BoundedProtocol):
    """Lets small posts be answered at the doors, everything else by the application.

    The scope, the cycle and the queues of ASGI cost as much as deciding about a repeated signal.
    """

    small_posts: SmallPosts

    def on_message_begin(self) -> None:
        """Begin with an empty head; the rest is made when the application is asked."""
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """Keep a small post for its door, hand anything else over."""
        post = self._small_post()
        if post is not None:
            self.head_is_whole()
            self.cycle = post  # type: ignore[assignment]
            return
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers.extend(headers)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole: a small post is answered now."""
        super().on_message_complete()
        found: Any = self.cycle
        if isinstance(found, SmallPost) and not found.more_body:
            task = self.loop.create_task(self._answer(found))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def _small_post(self) -> SmallPost | None:
        parser = self.parser
        if parser.get_method() != b"POST" or parser.get_http_version() != "1.1":
            return None
        if self.cycle is not None and not self.cycle.response_complete:
            return None  # it waits in the line of the application
        most = self.limit_concurrency
        if most is not None and (len(self.connections) >= most or len(self.tasks) >= most):
            return None
        if self.config.proxy_headers and any(name == _FORWARDED for name, _ in self.headers):
            return None
        return self.small_posts.opened(
            self.url, self.headers, keep_alive=parser.should_keep_alive()
        )

    async def _answer(self, post: SmallPost) -> None:
        address = self.client[0] if self.client else _NOBODY
        always = self.server_state.default_headers
        response = await self.small_posts.answer(post, address, always)
        if self.flow.write_paused and not self.transport.is_closing():
            await self.flow.drain()
        post.response_complete = True
        if self.transport.is_closing():
            return
        self.transport.write(response)
        if not post.keep_alive:
            self.transport.close()
        self.on_response_complete()


def at_the_doors(posts: SmallPosts) -> type[DoorProtocol]:
    """Return the protocol of a server with these doors."""

    class AtTheDoors(DoorProtocol):
        """Answers at the doors of one server."""

        small_posts = posts

    return AtTheDoors
