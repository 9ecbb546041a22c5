"""What makes a file unreadable."""

from collections.abc import Sequence

from hikeshi.kernel.errors import InvalidError


class UnreadableFileError(InvalidError):
    """The file cannot be read."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Take one line for each thing wrong, each naming file, line and column."""
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
