"""Every command of `hikeshi`: its name, where it is, and what it does.

A module is imported when its command runs, so that a command about a file never waits for what
only the server needs.
"""

from hikeshi_server.inbound.cli.lazy import Place

COMMANDS: dict[str, Place] = {
    "api": Place(
        "hikeshi_server.wiring.commands.api:api",
        "Serve HTTP on an outside PostgreSQL.",
    ),
    "apply": Place(
        "hikeshi_server.wiring.commands.apply:apply_files",
        "Let configuration files hold on a server.",
    ),
    "audit": Place(
        "hikeshi_server.wiring.commands.audit:audit",
        "Prove that the journal is what was sealed.",
    ),
    "backtest": Place(
        "hikeshi_server.inbound.cli.backtest:backtest_file",
        "Replay exported alerts through a configuration and see who would be paged.",
    ),
    "coverage": Place(
        "hikeshi_server.inbound.cli.coverage:check_coverage",
        "Say whether somebody is told in time, whatever breaks whenever.",
    ),
    "dead-letters": Place(
        "hikeshi_server.wiring.commands.dead_letters:dead_letters",
        "See which pages reached nobody, and send them again.",
    ),
    "demo": Place(
        "hikeshi_server.wiring.commands.demo:demo",
        "Watch a real alert page two people on a scratch instance.",
    ),
    "doctor": Place(
        "hikeshi_server.wiring.commands.doctor:doctor",
        "Say what is set up well, what is not, and what to do about it.",
    ),
    "drill": Place(
        "hikeshi_server.wiring.commands.drill:drill",
        "See which drills a server has, and run one at once.",
    ),
    "explain": Place(
        "hikeshi_server.wiring.commands.explain:explain",
        "Say why somebody was paged, or not.",
    ),
    "export": Place(
        "hikeshi_server.wiring.commands.export:export_files",
        "Write what is configured on a server as files.",
    ),
    "export-alerts": Place(
        "hikeshi_server.wiring.commands.export_alerts:export",
        "Write past alerts as lines that `backtest` replays.",
    ),
    "hold": Place(
        "hikeshi_server.wiring.commands.hold:hold",
        "See what would go out after a restore; release or drop it.",
    ),
    "lint": Place(
        "hikeshi_server.inbound.cli.lint:check_file",
        "Find what in a configuration makes pages go nowhere.",
    ),
    "migrate": Place(
        "hikeshi_server.wiring.commands.migrate:migrate",
        "Bring the database to the newest schema.",
    ),
    "pages": Place(
        "hikeshi_server.wiring.commands.pages:pages",
        "Show who was told what, and what came of it.",
    ),
    "plan": Place(
        "hikeshi_server.wiring.commands.plan:plan_files",
        "Say what configuration files would change, and for whom.",
    ),
    "queue": Place(
        "hikeshi_server.wiring.commands.queue:queue",
        "Look at the SQS queue pages are announced through; put dead announcements back.",
    ),
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
    "up": Place(
        "hikeshi_server.wiring.commands.up:up",
        "Start everything in one process, with its own database where none is given.",
    ),
    "watch": Place(
        "hikeshi_server.inbound.cli.watch:watch",
        "Watch a server from another machine, and alarm by another way.",
    ),
    "worker": Place(
        "hikeshi_server.wiring.commands.worker:worker",
        "Escalate, send and keep watch, on an outside PostgreSQL.",
    ),
}
