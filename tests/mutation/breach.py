"""What a planted breach is."""

from pathlib import Path

from attrs import frozen


@frozen
class Breach:
    """Code that breaks one rule.

    Args:
        rule: Its number.
        path: The file.
        old: What stands there, exactly once.
        new: What breaks the rule.
        test: Which test has to fail; all of its parameters count.
    """

    rule: str
    path: str
    old: str
    new: str
    test: str

    def source(self, root: Path) -> str:
        """Return the file with the breach in it.

        Raises:
            ValueError: The code has moved on; the breach has to follow.
        """
        text = (root / self.path).read_text("utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.rule}: {self.path} holds {text.count(self.old)} of {self.old}")
        return text.replace(self.old, self.new)
