"""`python -m ui users`: the accounts of advocates and staff, kept on the terminal of the machine and nowhere else."""

import argparse
import datetime
import getpass
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Engine

from assistant import clock
from assistant.casework import accounts
from assistant.casework.accounts import LOCAL, AccountError
from assistant.casework.desk_models import Account, Role
from assistant.casework.migrate import open_database
from assistant.casework.terminal import NOT_DONE, UNAVAILABLE
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.casework.typed import for_terminal

if TYPE_CHECKING:
    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

Handler: TypeAlias = Callable[[argparse.Namespace, Engine, datetime.datetime], None]

INTERRUPTED = 130
_ROLES = "advocate, lead (an advocate too) or staff"
_LONGEST_READ = 10_000  # characters of standard input: a password has 200 at most


def main(argv: Sequence[str] | None = None, now: datetime.datetime | None = None) -> int:
    """Keep accounts on the terminal; return the exit status."""
    args = _parser().parse_args(argv)
    handler: Handler = args.run
    try:
        handler(args, open_database(), now or clock.now())
    except AccountError as error:
        print(for_terminal(str(error)), file=sys.stderr)
        return NOT_DONE
    except CaseworkUnavailableError as error:
        print(error, file=sys.stderr)
        return UNAVAILABLE
    except KeyboardInterrupt:
        print("Nothing was changed.", file=sys.stderr)
        return INTERRUPTED
    return 0


def add(args: argparse.Namespace, engine: Engine, now: datetime.datetime) -> None:
    """Make an account."""
    if args.issuer != LOCAL and args.password_stdin:
        raise AccountError("found a password and an issuer; expected one of them; an issuer asks for its own password")
    if _account(engine, args.issuer, args.subject):
        raise AccountError(f"found an account for {args.subject!r} already; expected a new name; choose another")
    accounts.add_account(
        engine,
        subject=args.subject,
        name=args.name,
        role=args.role,
        email=args.email,
        issuer=args.issuer,
        password=_password(args) if args.issuer == LOCAL else None,
        now=now,
        who=_who(),
    )
    print(f"Added {_shown(args.subject)} as {args.role}.")


def show_list(args: argparse.Namespace, engine: Engine, now: datetime.datetime) -> None:
    """Print one line for each account."""
    kept = accounts.accounts(engine)
    if not kept:
        print("There are no accounts yet. Make one: python -m ui users add SUBJECT --name NAME --role lead")
        return
    rows = [("signs in as", "role", "state", "name", "issuer")]
    rows += [(each.subject, each.role.value, _state(each, now), each.name, each.issuer) for each in kept]
    shown = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in shown) for column in range(len(rows[0]))]
    for row in shown:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def change_password(args: argparse.Namespace, engine: Engine, now: datetime.datetime) -> None:
    """Set a password, unlock the account, and end its sign-ins."""
    if _account(engine, LOCAL, args.subject) is None:
        raise AccountError(f"found no account {args.subject!r}; expected one that `python -m ui users list` shows")
    accounts.set_password(engine, args.subject, _password(args), now=now, who=_who())
    print(f"Changed the password of {_shown(args.subject)}. Whoever was signed in with it is signed out.")


def change_role(args: argparse.Namespace, engine: Engine, now: datetime.datetime) -> None:
    """Give an account another role."""
    accounts.set_role(engine, args.issuer, args.subject, args.role, now=now, who=_who())
    print(f"{_shown(args.subject)} is {args.role} from now on.")


def close(args: argparse.Namespace, engine: Engine, now: datetime.datetime) -> None:
    """Close an account and end its sign-ins."""
    accounts.set_open(engine, args.issuer, args.subject, is_open=False, now=now, who=_who())
    print(f"Closed {_shown(args.subject)}. It stays in the list, because the audit names it.")


def open_again(args: argparse.Namespace, engine: Engine, now: datetime.datetime) -> None:
    """Open an account that was closed."""
    accounts.set_open(engine, args.issuer, args.subject, is_open=True, now=now, who=_who())
    print(f"Opened {_shown(args.subject)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ui",
        description="Keep the accounts of advocates and staff. The pages start with: streamlit run ui/app.py",
        epilog='example: python -m ui users add ana --name "Ana Silva" --role advocate',
    )
    users = parser.add_subparsers(dest="command", required=True).add_parser(
        "users", help="who may sign in", description=__doc__
    )
    commands = users.add_subparsers(dest="users_command", required=True)

    adding = _command(commands, "add", add, "make an account; its password is asked for")
    adding.add_argument("--name", required=True, help="the name that colleagues and the audit see")
    adding.add_argument("--email", default="", help="where to write to them")
    adding.add_argument("--role", type=_role, required=True, help=_ROLES)
    _add_password(adding)
    _add_issuer(adding)

    listing = commands.add_parser("list", help="who may sign in, with which role", description="list the accounts")
    listing.set_defaults(run=show_list)

    passing = _command(commands, "password", change_password, "set a password, unlock, and end every sign-in")
    _add_password(passing)

    changing = _command(commands, "role", change_role, "give another role, at once")
    changing.add_argument("role", type=_role, help=_ROLES)
    _add_issuer(changing)
    _add_issuer(_command(commands, "close", close, "close an account and end its sign-ins; nothing is deleted"))
    _add_issuer(_command(commands, "open", open_again, "open an account that was closed"))
    return parser


def _command(commands: "Subparsers", name: str, handler: Handler, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument("subject", help="the name to sign in with, or what the issuer calls them")
    parser.set_defaults(run=handler)
    return parser


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _add_issuer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--issuer",
        default=LOCAL,
        metavar="URL",
        help="the OpenID provider that vouches for them, exactly as its tokens name it; without it, a password of ours",
    )


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        roles = ", ".join(role.value for role in Role)
        raise argparse.ArgumentTypeError(f"found {text!r}; expected one of {roles}") from None


def _password(args: argparse.Namespace) -> str:
    """Return a password that was typed twice, or the one line of standard input."""
    if args.password_stdin:
        given = sys.stdin.read(_LONGEST_READ).removesuffix("\n").removesuffix("\r")
        if "\n" in given:
            raise AccountError("found several lines on standard input; expected the password alone; give one line")
        return given
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would show what is typed
            first = getpass.getpass("New password: ")
            second = getpass.getpass("The same again: ")
    except (EOFError, getpass.GetPassWarning):
        raise AccountError(
            "found no terminal to ask for the password; expected one; use a terminal, or --password-stdin"
        ) from None
    if first != second:
        raise AccountError("found two different passwords; expected the same twice; try again")
    return first


def _account(engine: Engine, issuer: str, subject: str) -> Account | None:
    """Return an account, so that nobody is asked for a password in vain."""
    wanted = accounts.subject_as_kept(issuer, subject)
    return next((each for each in accounts.accounts(engine) if (each.issuer, each.subject) == (issuer, wanted)), None)


def _state(account: Account, now: datetime.datetime) -> str:
    if account.disabled_at is not None:
        return "closed"
    if account.locked_until is not None and account.locked_until > now:
        return f"locked until {account.locked_until:%H:%M} UTC"
    return "open"


def _shown(text: str) -> str:
    return for_terminal(" ".join(text.split()))


def _who() -> str:
    return f"terminal:{getpass.getuser()}"


if __name__ == "__main__":
    sys.exit(main())
