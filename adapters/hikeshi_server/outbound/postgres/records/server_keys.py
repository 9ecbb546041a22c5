"""Table of the key pairs of the installation."""

from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class ServerKeyRecord(Record):
    """A private key, sealed."""

    __tablename__ = "server_keys"

    name: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]
