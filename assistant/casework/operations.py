"""What whoever runs the service does with casework on the terminal: its key, its e-mails, its backups."""

import argparse
import datetime
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.casework import backup, keys, mail, outbox, sealing
from assistant.casework.database import open_engine
from assistant.casework.migrate import open_database
from assistant.casework.terminal import NOT_DONE, add_command
from corpus.paths import shown

if TYPE_CHECKING:
    from assistant.casework.terminal import Subparsers


def add_commands(commands: "Subparsers") -> None:
    """Add these to the sub-commands of `casework`. The handler is `args.run`: call `args.run(args, now)`."""
    add_command(commands, "new-key", show_new_key, "print a fresh key, for a service that has no cases yet")

    rotating = add_command(commands, "rotate-key", rotate_key, "seal all cases again with a new key")
    rotating.add_argument(
        "--forget-old",
        action="store_true",
        help="erase the old keys, which backups from before need; stop the app first",
    )

    add_command(commands, "send", send_mail, "send the e-mails to advocates that wait, once")

    backing = add_command(commands, "backup", back_up, "write all that cannot be made again to one file")
    backing.add_argument("file", type=Path, nargs="?", help="a new file; else one in the data directory's backups/")
    backing.add_argument("--with-key", action="store_true", help="the key too: whoever has the file can read the cases")

    restoring = add_command(commands, "restore", restore, "put a backup back; stop the app before")
    restoring.add_argument("file", type=Path, help="what `backup` wrote")
    restoring.add_argument("--replace", action="store_true", help="even if there are cases here; they are moved aside")


def show_new_key(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Print a key, and nothing else where a program reads it."""
    print(sealing.new_key())
    print(f"Keep it where the cases are not. Give it to the app as {sealing.KEY_VARIABLE}.", file=sys.stderr)
    return 0


def rotate_key(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Change the key."""
    who = f"terminal:{getpass.getuser()}"
    count = keys.rotate(open_database(), now, who=who, forget_old=args.forget_old)
    print(f"Sealed {count} texts again with the new key.")
    if args.forget_old:
        print("The old key is gone. Backups from before cannot be read without a copy of it.", file=sys.stderr)
    else:
        print("The old key is still there, for backups from before.", file=sys.stderr)
    return 0


def send_mail(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Send what waits, and say how much."""
    settings = mail.load_mail(os.environ)
    if settings is None:
        print(f"found no {mail.PREFIX}HOST; expected a server of mail; set it to send e-mails", file=sys.stderr)
        return NOT_DONE
    delivered = outbox.deliver(open_database(), lambda outgoing: mail.send(settings, outgoing), now)
    print(f"Sent {delivered.sent} e-mails to advocates.")
    if delivered.failed:
        print(f"{delivered.failed} could not be sent. They are tried again later.", file=sys.stderr)
        return NOT_DONE
    return 0


def back_up(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Write a backup, and say what is not in it."""
    written = backup.back_up(args.file or backup.default_target(now), now, with_key=args.with_key)
    print(f"Written to {shown(written)}. Keep a copy on another machine.")
    if open_engine().dialect.name == "postgresql":
        print("The database is not in it, because it is PostgreSQL: back that up with pg_dump.", file=sys.stderr)
    if args.with_key:
        print("The key is in it: whoever has this file can read every case. Keep it locked away.", file=sys.stderr)
    else:
        print("The key is not in it. Keep a copy of the key, somewhere else than this file.", file=sys.stderr)
    return 0


def restore(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Put a backup back, and say where the old data is and what to do next."""
    restored = backup.restore(args.file, now=now, replace=args.replace)
    manifest = restored.manifest
    print(f"Restored {len(manifest.files)} files as they were on {manifest.created_at:%d %B %Y, %H:%M} UTC.")
    for path in restored.aside:
        print(f"What was here is kept in {shown(path)}. Erase it when you no longer need it.")
    if manifest.database == "postgresql":
        print("The database is not in this backup: restore it with pg_restore or psql.", file=sys.stderr)
    if restored.erased_since:
        print("These cases had been erased since the backup, and are there again. Erase each of them:", file=sys.stderr)
        for code in restored.erased_since:
            print(f"  python -m assistant casework delete {code} --yes", file=sys.stderr)
    print("Now build the corpus and erase what is past its time: `make build`, `python -m assistant casework prune`.")
    return 0
