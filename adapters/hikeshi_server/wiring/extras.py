"""What only an extra of the distribution brings, imported where a setting asks for it."""

from importlib import import_module
from typing import Any

from hikeshi_server.wiring.settings import BadSettingError


def from_extra(extra: str, place: str, setting: str) -> Any:
    """Return what stands at a place such as `package.module:name`.

    Raises:
        BadSettingError: The extra is not installed.
    """
    module, _, name = place.partition(":")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise BadSettingError(
            f"{setting} is set, and what it needs is not installed: "
            f"pip install 'hikeshi-server[{extra}]'"
        ) from error
