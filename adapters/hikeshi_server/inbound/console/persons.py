"""The person a page is about, as its address names them."""

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.teams.errors import UserNotFoundError
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.visits import Visit

#: Whoever reads the page.
ME = "me"


def find_person(visit: Visit, key: str) -> User:
    """Return the person of that key, or the reader.

    Raises:
        UserNotFoundError: There is none.
        ForbiddenError: The reader does not look after them.
    """
    directory = visit.directory
    found = visit.user if key == ME else None
    found = found or next((u for u in directory.users.values() if u.key == key), None)
    if found is None:
        raise UserNotFoundError
    if not looks_after(visit.by, found.id, directory.teams_of(found.id)):
        raise ForbiddenError
    return found
