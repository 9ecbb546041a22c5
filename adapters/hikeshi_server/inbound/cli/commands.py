"""Every command of `hikeshi`: its name, where it is, and what it does.

A module is imported when its command runs, so that a command about a file never waits for what
only the server needs.
"""

from hikeshi_server.inbound.cli.lazy import Place

COMMANDS: dict[str, Place] = {
    "rehearse": Place(
        "hikeshi_server.inbound.cli.rehearse:rehearse",
        "Play scenarios on a configuration and see who would be paged.",
    ),
    "schedule": Place(
        "hikeshi_server.inbound.cli.schedule:schedule",
        "Ask the schedules of a file who is on call, and when nobody is.",
    ),
    "schema": Place(
        "hikeshi_server.inbound.cli.schema:schema",
        "Print the JSON Schema of configuration files.",
    ),
}
