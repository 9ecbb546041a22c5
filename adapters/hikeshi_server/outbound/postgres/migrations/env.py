"""Run migrations on the connection somebody opened: its transaction holds all of them."""

from alembic import context

from hikeshi_server.outbound.postgres.records import Record

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Record.metadata
)
context.run_migrations()
