"""The folder of everything that is kept beside the database: nobody else's to look into."""

import os
from pathlib import Path


def make_private_folder(path: Path) -> None:
    """Make the folder where it is missing; one that is there keeps its mode.

    As root, others may pass through it and not list it: the embedded database runs as somebody
    else inside.
    """
    path.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
