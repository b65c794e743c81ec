"""`python -m assistant casework`: an advocate's work on the terminal. Each read of a case is noted in its audit."""

import argparse
import datetime
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from assistant.casework import operations, referrals
from assistant.casework.migrate import open_database
from assistant.casework.models import Referral
from assistant.casework.terminal import NOT_DONE, add_command
from assistant.casework.typed import for_terminal, json_for_terminal

if TYPE_CHECKING:
    from assistant.casework.terminal import Subparsers


def add_parser(subparsers: "Subparsers") -> None:
    """Add `casework` to a program's commands. The handler is `args.run`: call `args.run(args, now)` for a status."""
    casework = subparsers.add_parser("casework", help="the referrals that families made", description=__doc__)
    commands = casework.add_subparsers(dest="casework_command", required=True)

    listing = add_command(commands, "list", show_list, "codes, urgency, state and waiting time; nothing personal")
    listing.add_argument("--all", action="store_true", help="closed and withdrawn ones too")

    showing = add_command(commands, "show", show_case, "one case in full")
    showing.add_argument("code", help="the reference code, such as SA-7KQM-2XWD-9HTR")

    exporting = add_command(commands, "export", export_case, "all that is kept about a case, as JSON, for the family")
    exporting.add_argument("code", help="the reference code")
    exporting.add_argument("--output", type=Path, help="a new file, made readable by you alone; else it is printed")

    deleting = add_command(commands, "delete", delete_case, "erase a referral for good; only its audit stays")
    deleting.add_argument("code", help="the reference code")
    deleting.add_argument("--yes", action="store_true", help="do not ask")

    add_command(commands, "prune", prune, "erase what has been kept for as long as families were told")
    add_command(commands, "check", check, "see that the database and the key for it can be used")
    operations.add_commands(commands)


def show_list(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Print one line for each referral, the one to take first at the top."""
    entries = referrals.queue(open_database(), with_closed=args.all)
    if not entries:
        print("No referrals are waiting.")
        return 0
    print(f"{'code':<19}{'urgency':<25}{'state':<11}{'waiting':<14}owner")
    for entry in entries:
        waiting = _waited(now - entry.created_at)
        owner = for_terminal(entry.owner or "-")
        print(f"{entry.reference_code:<19}{entry.urgency:<25}{entry.state:<11}{waiting:<14}{owner}")
    return 0


def show_case(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Print one case in full, and note in its audit who read it."""
    referral = referrals.by_code(open_database(), args.code, who=_who(), now=now)
    if referral is None:
        return _unknown()
    print(for_terminal(_as_text(referral)))
    return 0


def export_case(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Print or write what a family may have about their referral."""
    if args.output and args.output.exists():
        print(f"found {args.output} there already; expected a new file; choose another name", file=sys.stderr)
        return NOT_DONE
    exported = referrals.export(open_database(), args.code, who=_who(), now=now)
    if exported is None:
        return _unknown()
    text = json_for_terminal(exported)
    if args.output is None:
        print(text)
        return 0
    try:
        with open(args.output, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text + "\n")
    except OSError as error:
        print(f"{args.output}: found that it cannot be written ({error.strerror}); choose another", file=sys.stderr)
        return NOT_DONE
    print(f"Written to {args.output}")
    return 0


def delete_case(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Erase one referral, after asking."""
    engine = open_database()
    if not args.yes and not _confirmed():
        print("Nothing was erased.", file=sys.stderr)
        return NOT_DONE
    if not referrals.delete_referral(engine, args.code, who=_who(), now=now):
        return _unknown()
    print("Erased. Its audit stays, and holds nothing that was typed.")
    return 0


def check(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Open the database, its tables brought up to date and its key tried; say nothing when all is well."""
    open_database()
    return 0


def prune(args: argparse.Namespace, now: datetime.datetime) -> int:
    """Erase what is past its time, and say how much."""
    pruned = referrals.prune(open_database(), now)
    print(f"Erased because their time was up: {pruned.referrals} referrals and {pruned.feedback} feedback.")
    if pruned.unanswered:
        print(f"{pruned.unanswered} of the referrals had never been answered.", file=sys.stderr)
    return 0


def _as_text(referral: Referral) -> str:
    taken = "nobody has taken it" if referral.owner_id is None else f"account {referral.owner_id} has it"
    parts = {
        "reference code": referral.reference_code,
        "state": f"{referral.state}, {taken}",
        "urgency": referral.urgency.value,
        "reason": referral.reason.value,
        "sent": f"{referral.created_at:%A %d %B %Y, %H:%M} UTC",
        "told about the reply": referral.reply_by,
        "erased after": f"{referral.delete_after:%d %B %Y}",
        "name": referral.name_or_alias,
        "reach them": referral.contact,
        "when": referral.contact_when,
        "access needs": referral.access_needs,
        "council or school": referral.council_or_school,
        "message": referral.message,
        "agreed to": referral.consent_wording,
    }
    lines = [f"{label}: {value or 'not given'}" for label, value in parts.items()]
    seen = (
        yaml.safe_dump(referral.snapshot, allow_unicode=True, sort_keys=False, width=100) if referral.snapshot else ""
    )
    return "\n".join([*lines, "", "what they chose to send of the conversation:", seen or "nothing"])


def _waited(waited: datetime.timedelta) -> str:
    hours = max(0, int(waited.total_seconds() // 3600))
    if hours < 1:
        return "under 1 hour"
    days = hours // 24
    amount, unit = (days, "day") if days else (hours, "hour")
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def _who() -> str:
    return f"terminal:{getpass.getuser()}"


def _confirmed() -> bool:
    try:
        return input("This erases the case for good. Type yes to go on: ").strip().lower() == "yes"
    except EOFError:
        return False


def _unknown() -> int:
    print("found no referral with that code; expected one that `list --all` shows; check the code", file=sys.stderr)
    return NOT_DONE
