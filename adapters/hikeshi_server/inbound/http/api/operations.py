"""What an operation of the API is: an address, a handler, and what follows from its signature.

The handler's annotations are the single source of what is read and answered:
`work` opens a unit of work around the call, `page` and `filters` read the query, `body` reads the
body, every other parameter is a part of the path, and the return type is the answer.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints

from attrs import define, field, frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.paging import PageOf
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Handler = Callable[..., Awaitable[Any]]

PREFIX = "/api/v1"
READ, RESPOND, OVERRIDE = Permission.READ, Permission.RESPOND, Permission.OVERRIDE
CONFIGURE, ADMINISTER, OPERATE = Permission.CONFIGURE, Permission.ADMINISTER, Permission.OPERATE
_OWN = frozenset({"work", "call", "page", "filters", "body", "return"})


@frozen(kw_only=True)
class Signature:
    """What a handler takes and gives, read from its annotations.

    Args:
        works: It runs inside a unit of work.
        body: Type of the body; nothing where there is none.
        partial: The body is a merge patch of that type.
        whole: The body replaces the whole document of that type.
        filters: Type the query is read into.
        paged: The query may hold `limit`, `cursor` and `sort` as well.
        path: Type of each part of the path.
        answer: Type of the answer, or of its items.
        lists: The answer is a list of these.
    """

    works: bool
    body: Any
    partial: bool
    whole: bool
    filters: Any
    paged: bool
    path: Mapping[str, Any]
    answer: Any
    lists: bool

    @property
    def text_type(self) -> str | None:
        """The media type in which the body may come as text, where its type names one."""
        found = getattr(self.body, "MEDIA_TYPE", None)
        return found if isinstance(found, str) else None

    @property
    def table(self) -> tuple[str, tuple[str, ...]] | None:
        """Field and columns of the rows, where the answer may be asked for as CSV."""
        found: tuple[str, tuple[str, ...]] | None = getattr(self.answer, "TABLE", None)
        return found


def signature_of(handler: Handler) -> Signature:
    """Read the annotations of a handler."""
    hints = get_type_hints(handler, include_extras=True)
    body, answer = hints.get("body"), hints.get("return")
    wrapped = get_origin(body) in {MergePatch, Whole}
    lists = get_origin(answer) is PageOf
    return Signature(
        works=hints.get("work") is Work,
        body=get_args(body)[0] if wrapped else body,
        partial=get_origin(body) is MergePatch,
        whole=get_origin(body) is Whole,
        filters=hints.get("filters"),
        paged="page" in hints,
        path={name: kind for name, kind in hints.items() if name not in _OWN},
        answer=get_args(answer)[0] if lists else answer,
        lists=lists,
    )


@define(kw_only=True, slots=False, eq=False)
class Operation:
    """One method of one address.

    Args:
        path: Template below `/api/v1`; parts in braces are parameters of the handler.
        needs: The permission it takes; reading it checks here, changes in their use case.
        status: Of the answer when all is well; 204 where there is none.
        location: Address of what was created, with `{id}`; nothing = the path and the id.
    """

    method: str
    path: str
    summary: str
    handler: Handler = field(repr=False)
    needs: Permission = Permission.READ
    status: int = 200
    location: str | None = None

    @cached_property
    def signature(self) -> Signature:
        """What the handler takes and gives."""
        return signature_of(self.handler)

    @property
    def reads(self) -> bool:
        """Say whether it changes nothing."""
        return self.method == "GET"

    @property
    def needs_match(self) -> bool:
        """Say whether `If-Match` is required: whole documents are never overwritten blindly."""
        return self.signature.whole

    @property
    def repeatable(self) -> bool:
        """Say whether it honours `Idempotency-Key`."""
        return self.method == "POST" and self.signature.works

    @property
    def tag(self) -> str:
        """The noun it belongs to."""
        return self.path.split("/")[1]


def get(
    path: str, handler: Handler, summary: str, needs: Permission = Permission.READ
) -> Operation:
    """Return an operation that reads."""
    return Operation(method="GET", path=path, handler=handler, summary=summary, needs=needs)


def post(
    path: str,
    handler: Handler,
    summary: str,
    needs: Permission,
    *,
    status: int = 201,
    location: str | None = None,
) -> Operation:
    """Return an operation that adds something."""
    return Operation(
        method="POST",
        path=path,
        handler=handler,
        summary=summary,
        needs=needs,
        status=status,
        location=location,
    )


def put(path: str, handler: Handler, summary: str, needs: Permission) -> Operation:
    """Return an operation that sets something, however often it is repeated."""
    return Operation(method="PUT", path=path, handler=handler, summary=summary, needs=needs)


def patch(path: str, handler: Handler, summary: str, needs: Permission) -> Operation:
    """Return an operation that changes parts (JSON merge patch, RFC 7396)."""
    return Operation(method="PATCH", path=path, handler=handler, summary=summary, needs=needs)


def delete(
    path: str, handler: Handler, summary: str, needs: Permission, *, status: int = 204
) -> Operation:
    """Return an operation that takes something away."""
    return Operation(
        method="DELETE", path=path, handler=handler, summary=summary, needs=needs, status=status
    )
