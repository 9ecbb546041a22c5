"""What did people configure? A file becomes objects, and objects become the state of a work.

`read` checks a file, as builtins, and resolves every name in it; `load` puts the result into a
unit of work.
"""

from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.readers.hours import Calendars, no_calendars
from hikeshi.configuration.reading import read, read_on_call
from hikeshi.configuration.writing import load

__all__ = ["Calendars", "Configuration", "load", "no_calendars", "read", "read_on_call"]
