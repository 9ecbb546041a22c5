"""The first owner of a fresh installation: from the settings, or made up and told once."""

import os
from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen

from hikeshi.access.errors import WeakPasswordError
from hikeshi.flow.first_start import DEFAULT_EMAIL, FirstStart
from hikeshi.teams.errors import BadAddressError
from hikeshi_server.wiring.private_folder import make_private_folder
from hikeshi_server.wiring.settings import BadSettingError, Settings

FILE_NAME = "initial-password"


@frozen
class FirstOwner:
    """The owner this start made.

    Args:
        password: Made up by this start, to be shown once on a terminal and never logged; nothing
            when the settings gave it.
        password_file: Where a made-up password was written, mode 0600.
    """

    email: str
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None


async def make_first_owner(
    first_start: FirstStart, settings: Settings, new_password: Callable[[], str]
) -> FirstOwner | None:
    """Make the owner where there is nobody yet; nothing where somebody is.

    A made-up password is in its file before the owner is in the database, so that a crash between
    the two locks nobody out: the next start takes what it finds there.

    Raises:
        BadSettingError: Naming the setting that cannot be used.
    """
    if not await first_start.is_needed():
        return None
    email = settings.admin_email or DEFAULT_EMAIL
    if settings.admin_password is not None:
        is_made = await _start(first_start, email, settings.admin_password)
        return FirstOwner(email) if is_made else None
    path = settings.data_dir / FILE_NAME
    password = _kept(path, new_password)
    if await _start(first_start, email, password):
        return FirstOwner(email, password, path)
    path.unlink(missing_ok=True)
    return None


async def _start(first_start: FirstStart, email: str, password: str) -> bool:
    try:
        return await first_start(email=email, password=password)
    except WeakPasswordError as error:
        raise BadSettingError(f"HIKESHI_ADMIN_PASSWORD {error.detail}") from error
    except BadAddressError as error:
        raise BadSettingError(f"HIKESHI_ADMIN_EMAIL {error.detail}") from error


def _kept(path: Path, new_password: Callable[[], str]) -> str:
    try:
        make_private_folder(path.parent)
        return _written(path, new_password)
    except OSError as error:
        raise BadSettingError(
            "HIKESHI_DATA_DIR cannot be used, so the first owner's password has no place: "
            f"{error.strerror}; make it writable or set HIKESHI_ADMIN_PASSWORD."
        ) from error


def _written(path: Path, new_password: Callable[[], str]) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    password = new_password()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(password + "\n")
        file.flush()
        os.fsync(file.fileno())
    return password
