"""What the commands of casework share: how one is added, and with what status it ends."""

import argparse
import datetime
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from assistant.casework.backup import BackupError
from assistant.casework.keys import KeysError
from assistant.casework.trouble import CaseworkUnavailableError
from corpus.errors import ContentError

if TYPE_CHECKING:
    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

Handler: TypeAlias = Callable[[argparse.Namespace, datetime.datetime], int]

NOT_DONE = 1
UNAVAILABLE = 2


def add_command(commands: "Subparsers", name: str, handler: Handler, summary: str) -> argparse.ArgumentParser:
    """Add a command; its handler is `args.run`. What cannot be done is told plainly, and by the status it ends with."""
    parser = commands.add_parser(name, help=summary, description=summary)

    def run(args: argparse.Namespace, now: datetime.datetime) -> int:
        try:
            return handler(args, now)
        except (CaseworkUnavailableError, ContentError) as error:
            print(error, file=sys.stderr)
            return UNAVAILABLE
        except (BackupError, KeysError) as error:
            print(error, file=sys.stderr)
            return NOT_DONE

    parser.set_defaults(run=run)
    return parser
