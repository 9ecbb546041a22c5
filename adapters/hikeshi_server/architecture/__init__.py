"""Which module may import which? The contracts of architecture.toml, checked and told in sentences.

Needs the extra `hikeshi-server[architecture]`.
"""

from hikeshi_server.architecture.check import Broken, check

__all__ = ["Broken", "check"]
