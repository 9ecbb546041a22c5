"""The API of a Hikeshi server, as the commands that ask one call it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from attrs import field, frozen

from hikeshi.configuration.planning.report import PlanReport
from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.errors import Fault, HikeshiError
from hikeshi_server.outbound.http_client import Answer, OutgoingHttp

#: Whole configurations come back.
MOST_ANSWER_BYTES = 64 * 1024 * 1024
#: Planning a large organisation over a year takes its time.
TOTAL_SECONDS = 120.0
_INPUT = "/configuration"


class RefusedByServerError(HikeshiError):
    """The server refuses this."""

    def __init__(self, detail: str, *, status: int, faults: tuple[Fault, ...] = ()) -> None:
        """Take what the server said, and with which status."""
        self.status = status
        super().__init__(detail, faults=faults)


@frozen
class ServerApi:
    """Asks one server, on behalf of an API token's owner.

    Args:
        url: Where people reach the server.
        token: Its scopes decide what may be done.
    """

    http: OutgoingHttp
    url: str
    token: str = field(repr=False)

    async def export(self, *, contacts: bool, overrides: bool) -> dict[str, Any]:
        """Return everything configured, as a file has it."""
        asked = {"contacts": str(contacts).lower(), "overrides": str(overrides).lower()}
        found = await self._call("GET", f"/configuration?{urlencode(asked)}")
        exported: dict[str, Any] = found["configuration"]
        return exported

    async def plan(self, body: Mapping[str, Any]) -> PlanReport:
        """Return what files would change."""
        return _report(await self._call("POST", "/configuration/plans", body))

    async def apply(self, body: Mapping[str, Any]) -> PlanReport:
        """Let files hold; return what changed."""
        return _report(await self._call("POST", "/configuration/applications", body))

    async def drills(self) -> list[Any]:
        """Return every drill, by its key."""
        return await self._all("/drills", sort="key")

    async def users(self) -> list[Any]:
        """Return everybody."""
        return await self._all("/users", sort="key")

    async def run_drill(self, key: str) -> list[Any]:
        """Page everybody the drill names; return one run for each, or one about nobody."""
        begun = await self._call("POST", f"/drills/{quote(key, safe='')}/runs")
        runs: list[Any] = begun["items"]
        return runs

    async def _all(self, path: str, *, sort: str) -> list[Any]:
        asked, found = {"sort": sort, "limit": "200"}, list[Any]()
        while True:
            page = await self._call("GET", f"{path}?{urlencode(asked)}")
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            asked["cursor"] = page["next_cursor"]

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        answer = await self.http.request(
            method,
            f"{self.url}/api/v1{path}",
            content=content,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
            timeout=TOTAL_SECONDS,
        )
        said = _decoded(answer)
        if answer.status >= 300:
            raise _refusal(answer, said)
        return said


def _decoded(answer: Answer) -> Any:
    try:
        return json.loads(answer.text)
    except ValueError:
        detail = f"The answer ({answer.status}) is not that of a Hikeshi server: check its URL."
        raise RefusedByServerError(detail, status=answer.status) from None


def _refusal(answer: Answer, said: Any) -> RefusedByServerError:
    problem = said if isinstance(said, dict) else {}
    errors = problem.get("errors") or ()
    faults = tuple(
        Fault(str(entry["pointer"]).removeprefix(_INPUT), str(entry["detail"])) for entry in errors
    )
    detail = str(problem.get("detail") or f"The server answers {answer.status}.")
    return RefusedByServerError(detail, status=answer.status, faults=faults)


def _report(said: Any) -> PlanReport:
    return structure(json_converter(strict=False), said, PlanReport)
