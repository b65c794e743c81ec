"""What columns of casework hold beyond plain values: moments in UTC, words of our vocabularies, sealed text."""

import datetime
import json
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import DateTime, Enum, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from assistant.casework import sealing

WORD_LENGTH = 40  # characters; the longest value of our vocabularies has 27
WHO_LENGTH = 200  # characters of a name in an audit

Word = TypeVar("Word", bound=StrEnum)


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment, kept in UTC. A moment without a time zone is refused; SQLite forgets zones, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(datetime.UTC)
        return value.replace(tzinfo=datetime.UTC)


class SealedText(TypeDecorator[str]):
    """Text that is sealed on its way into the database and opened on its way out; see `sealing`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sealing.current().seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sealing.open_sealed(value)


class SealedJson(TypeDecorator[Any]):
    """Plain JSON values, sealed in the same way."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else sealing.current().seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(sealing.open_sealed(value))


class Base(DeclarativeBase):
    """Gives every constraint a name, so that a later migration can name what it changes."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    """Return `moment` in UTC.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("found a time without a time zone; expected one with; pass datetime.now(datetime.UTC)")
    return moment.astimezone(datetime.UTC)


def word(vocabulary: type[Word]) -> Enum:
    """Return a column type that keeps the value of a closed vocabulary as plain text."""
    return Enum(
        vocabulary,
        native_enum=False,
        length=WORD_LENGTH,
        values_callable=lambda words: [each.value for each in words],
    )
