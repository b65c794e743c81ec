"""Changing the key of casework. Killed at any moment, the keys that are in their place open all that is stored.

A new key is put in its place before anything is sealed with it; an old one is taken away, if at all, after everything
has been sealed again. Backups from before can be opened with the old key only.
"""

import datetime
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.casework import desk_models, sealing
from assistant.casework.columns import SealedJson, SealedText, in_utc
from assistant.casework.database import overwrite_deleted, place_of, writing
from assistant.casework.models import EventKind, KeyCheck, Referral, ReferralEvent
from assistant.casework.sealing import KEY_VARIABLE, Seal, WrongKeyError
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.paths import data_directory, shown

LOCK_NAME = "casework.key.lock"
_BATCH = 200  # rows read at a time


class KeysError(Exception):
    """The key cannot be changed as asked; the message says what was found and what to do."""


def rotate(engine: Engine, now: datetime.datetime, *, who: str = "rotate-key", forget_old: bool = False) -> int:
    """Seal everything again: with a key made now, or with the first of `SEND_ASSIST_CASE_KEY` when that is set.

    It is one transaction, in which nobody else can write. The old keys stay in the file behind the new one, unless
    `forget_old`. Each case has it noted in its audit that `who` did this.

    Returns:
        How many texts were sealed again.

    Raises:
        KeysError: the environment holds no second key to change from, or somebody else is changing the key.
        CaseworkUnavailableError: the database or the key cannot be used; everything can be opened as before.
    """
    if os.environ.get(KEY_VARIABLE, "").strip():
        count = _seal_again(engine, _given_keys(forget_old=forget_old), who, now)
    else:
        with _alone():
            count = _rotate_file(engine, now, who, forget_old=forget_old)
    overwrite_deleted(engine)
    return count


def sealed_columns() -> dict[str, list[str]]:
    """Return which columns are sealed, by their tables' names."""
    found = {
        table.name: [column.name for column in table.columns if isinstance(column.type, SealedText | SealedJson)]
        for table in desk_models.Account.metadata.sorted_tables
    }
    return {name: columns for name, columns in found.items() if columns}


def _rotate_file(engine: Engine, now: datetime.datetime, who: str, *, forget_old: bool) -> int:
    old = sealing.kept_keys()
    if not old:
        raise CaseworkUnavailableError(Trouble.NO_KEY, shown(sealing.key_file()))
    keys = [sealing.new_key(), *old]
    _sealer(keys, shown(sealing.key_file()))
    sealing.write_keys(keys)
    count = _seal_again(engine, keys, who, now)
    if forget_old:
        # Whoever waited for the transaction above may have sealed with the old key before it.
        count += _seal_again(engine, keys, who, now)
        sealing.write_keys(keys[:1])
    return count


def _given_keys(*, forget_old: bool) -> list[str]:
    keys = [key.strip() for key in os.environ[KEY_VARIABLE].split(",") if key.strip()]
    if forget_old:
        raise KeysError(
            f"found the keys in {KEY_VARIABLE}, where this program cannot forget one; expected them in a file; run "
            "this without --forget-old, then take the old key out of the variable"
        )
    if len(keys) < 2:
        raise KeysError(
            f"found one key in {KEY_VARIABLE}; expected the new one and the old one, NEW,OLD; make one with "
            "`python -m assistant casework new-key`, put it first, start the app again, then run this again"
        )
    _sealer(keys, KEY_VARIABLE)
    return keys


def _sealer(keys: Sequence[str], place: str) -> Seal:
    try:
        return Seal(keys)
    except ValueError:
        raise CaseworkUnavailableError(Trouble.BAD_KEY, place) from None


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process change the file at a time; the system lets go of the lock when that is killed."""
    with (data_directory() / LOCK_NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeysError(
                f"found {shown(data_directory() / LOCK_NAME)} locked: somebody else is changing the key; expected "
                "nobody; wait until that has ended"
            ) from None
        yield


def _seal_again(engine: Engine, keys: Sequence[str], who: str, now: datetime.datetime) -> int:
    """Seal with the first key whatever it does not open yet; return how many texts."""
    all_keys, newest = Seal(keys), Seal(keys[:1])

    def again(sealed: str) -> str | None:
        try:
            newest.open(sealed)
        except WrongKeyError:
            try:
                return newest.seal(all_keys.open(sealed))
            except WrongKeyError:
                raise CaseworkUnavailableError(Trouble.WRONG_KEY, place_of(engine)) from None
        return None

    count = 0
    with writing(engine) as session:
        _keep_writers_out(session)
        for name, columns in sealed_columns().items():
            # Named anew with plain columns, so that what is read and written is the sealed text itself.
            table = sa.table(name, sa.column("id", sa.Integer), *(sa.column(each, sa.Text) for each in columns))
            for row in _rows(session, table):
                changed = {each: new for each in columns if row[each] is not None and (new := again(row[each]))}
                if changed:
                    session.execute(sa.update(table).where(table.c.id == row["id"]).values(changed))
                    count += len(changed)
                if changed and name == Referral.__tablename__:
                    _note(session, row["id"], who, now)
        check = session.get(KeyCheck, 1)
        if check and (word := again(check.word)):
            check.word = word
    return count


def _keep_writers_out(session: Session) -> None:
    """Let others read only, until the transaction ends: on SQLite it is so in any case."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(sorted([*sealed_columns(), KeyCheck.__tablename__]))
        session.execute(sa.text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def _rows(session: Session, table: sa.TableClause) -> Iterator[sa.RowMapping]:
    last = 0
    while (
        rows := session.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(_BATCH))
        .mappings()
        .all()
    ):
        yield from rows
        last = rows[-1]["id"]


def _note(session: Session, referral_id: int, who: str, now: datetime.datetime) -> None:
    code = session.execute(sa.select(Referral.reference_code).where(Referral.id == referral_id)).scalar_one()
    session.add(
        ReferralEvent(reference_code=code, at=in_utc(now), who=who[:200], what=EventKind.SEALED_AGAIN, detail={})
    )
