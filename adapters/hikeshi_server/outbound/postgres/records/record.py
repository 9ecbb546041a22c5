"""What every Record shares: one metadata, constraint names, and how Python types are stored."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

#: Predictable names, so that migrations can speak of every constraint.
NAMES = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


class Record(DeclarativeBase):
    """A row; known inside this adapter only, read with explicit loader options, never written."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        bytes: LargeBinary(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        int: BigInteger(),
        list[UUID]: ARRAY(Uuid()),
        list[datetime]: ARRAY(DateTime(timezone=True)),
        list[str]: ARRAY(Text()),
        str: Text(),
    }


#: Room on each page, so that rows which change often keep their place and their index entries.
ROOMY = {"fillfactor": 80}
