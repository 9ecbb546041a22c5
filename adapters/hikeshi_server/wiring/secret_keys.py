"""The key that encrypts secrets at rest: given, or kept beside the embedded database."""

import base64
import os
from pathlib import Path

from hikeshi_server.outbound.secrets import parse_secret_keys
from hikeshi_server.wiring.private_folder import make_private_folder
from hikeshi_server.wiring.settings import BadSettingError, Settings

FILE_NAME = "secret-keys"


def secret_keys(settings: Settings) -> tuple[bytes, ...]:
    """Return the keys; with the embedded database one is made at the first start, mode 0600.

    Raises:
        BadSettingError: An outside database needs HIKESHI_SECRET_KEYS, or nothing can be kept
            in HIKESHI_DATA_DIR.
    """
    if settings.secret_keys:
        return settings.secret_keys
    if settings.database_url is not None:
        raise BadSettingError(
            "HIKESHI_SECRET_KEYS is required with an outside database; "
            "make one with `openssl rand -base64 32`."
        )
    try:
        return parse_secret_keys(_kept(settings.data_dir / FILE_NAME))
    except OSError as error:
        raise BadSettingError(
            f"HIKESHI_DATA_DIR: nothing can be kept in {settings.data_dir}: {error.strerror}."
        ) from error


def _kept(path: Path) -> str:
    make_private_folder(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    text = base64.b64encode(os.urandom(32)).decode()
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return text
