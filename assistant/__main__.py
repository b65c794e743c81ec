"""Ask a question, hold a conversation, answer a file of questions, work on referrals, see the settings."""

import argparse
import datetime
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from assistant import clock
from assistant.casework import commands as casework
from assistant.contract import Asked, BadLineError, as_json, error_line, read_line
from assistant.memory import Memory
from assistant.pipeline import Assistant, load_assistant
from assistant.service import load_service
from assistant.wording import as_text
from corpus.errors import CorpusError

WRONG_USE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Answer on the terminal; return the exit status."""
    args = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        if args.command == "casework":
            return int(args.run(args, clock.now()))
        return int(args.run(args))
    except CorpusError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130


def ask(args: argparse.Namespace) -> int:
    """Answer one question."""
    assistant = load_assistant()
    turns = [*args.earlier, args.question]
    started = time.perf_counter()
    reply = assistant.reply(turns, args.today or clock.today())
    if args.json:
        line = as_json(reply, asked_id="1", seconds=time.perf_counter() - started)
        print(json.dumps(line, ensure_ascii=False, indent=2))
    else:
        print(as_text(reply), end="")
    return 0  # a hand-off is a reply we meant to give, not a failure


def chat(args: argparse.Namespace) -> int:
    """Answer turn by turn until an empty line or the end of input."""
    assistant = load_assistant()
    turns: list[str] = []
    memory = Memory()
    print("Ask about special educational needs in England. An empty line ends the conversation; nothing is kept.")
    while True:
        try:
            text = input("\nYou: ")
        except EOFError:
            return 0
        if not text.strip():
            return 0
        turns.append(text)
        print()
        print(as_text(assistant.reply(turns, args.today or clock.today(), memory)), end="")


def batch(args: argparse.Namespace) -> int:
    """Answer a file of questions, a line each; a bad line is told in its place and stops nothing."""
    source: Path = args.input
    if not source.is_file():
        print(f"{source}: found no such file; expected one JSON object a line, with id and turns", file=sys.stderr)
        return WRONG_USE
    written = source.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    lines = [(number, line) for number, line in enumerate(written, 1) if line.strip()]
    assistant = load_assistant()
    partial = args.output.with_name(f".{args.output.name}.{os.getpid()}")
    bad = 0
    try:
        # an id may hold half a surrogate pair; a backslash and its number are how JSON writes one
        with partial.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as output:
            for number, answered in enumerate(_answered(lines, assistant), 1):
                bad += answered["status"] == "error"
                output.write(json.dumps(answered, ensure_ascii=False) + "\n")
                _show_progress(number, len(lines), sys.stderr)
        partial.replace(args.output)
    except OSError as error:
        print(
            f"{args.output}: the answers could not be written ({error.strerror}); choose another place", file=sys.stderr
        )
        return WRONG_USE
    finally:
        partial.unlink(missing_ok=True)
    print(f"{len(lines)} lines answered, {bad} of them bad lines, to {args.output}", file=sys.stderr)
    return 0


def settings(args: argparse.Namespace) -> int:
    """Print who runs the service as the page will say it, or with --warn only what is missing."""
    service = load_service()
    if not args.warn:
        for name, value in service.model_dump().items():
            print(f"{name:<18}{'-' if value is None else value}")
    for missing in service.unset():
        print(f"Not set: {missing.field} (service.yaml or {missing.variable}). {missing.page_says}", file=sys.stderr)
    return 0


def _answered(lines: Iterable[tuple[int, str]], assistant: Assistant) -> Iterator[dict[str, Any]]:
    for number, line in lines:
        known_id = str(number)
        try:
            data = json.loads(line)
            if isinstance(data, dict) and isinstance(data.get("id"), str | int):
                known_id = str(data["id"])
            asked = read_line(data, number)
            today = _day_of(asked, number)
        except (json.JSONDecodeError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
            yield error_line(known_id, f"line {number}: found text that is not JSON ({why}); expected an object")
            continue
        except BadLineError as error:
            yield error_line(known_id, str(error))
            continue
        except ValueError:  # digits without end, which Python will not read
            yield error_line(known_id, f"line {number}: found a number too long to read; expected an object")
            continue
        started = time.perf_counter()
        reply = assistant.reply(asked.turns, today)
        yield as_json(reply, asked_id=asked.id, seconds=time.perf_counter() - started)


def _day_of(asked: Asked, number: int) -> datetime.date:
    if asked.today is None:
        return clock.today()
    try:
        return clock.read_date(asked.today)
    except ValueError as error:
        raise BadLineError(f"line {number}, today: {error}") from None


def _show_progress(done: int, total: int, stream: TextIO) -> None:
    if stream.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=stream, flush=True)
    elif done == total or done % 100 == 0:
        print(f"{done}/{total}", file=stream, flush=True)


def _date(text: str) -> datetime.date:
    try:
        return clock.read_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    asking = commands.add_parser(
        "ask",
        help="answer one question",
        epilog='example: python -m assistant ask "The council refused to assess. How long do I have to appeal?"',
    )
    asking.add_argument("question", help="what the family asks, in their own words")
    asking.add_argument("--earlier", action="append", default=[], metavar="TURN", help="an earlier turn, oldest first")
    asking.add_argument("--today", type=_date, help="the date that days are counted from, such as 2026-11-21")
    asking.add_argument("--json", action="store_true", help="the whole reply as JSON")
    asking.set_defaults(run=ask)

    chatting = commands.add_parser("chat", help="hold a conversation on the terminal; nothing is kept")
    chatting.add_argument("--today", type=_date, help="the date that days are counted from, such as 2026-11-21")
    chatting.set_defaults(run=chat)

    batching = commands.add_parser(
        "batch",
        help="answer a file of questions",
        epilog='each input line: {"id": "1", "turns": ["first", "second"], "today": "2026-11-21"}',
    )
    batching.add_argument("--input", type=Path, required=True, help="one JSON object a line")
    batching.add_argument("--output", type=Path, required=True, help="one answer a line, in the same order")
    batching.set_defaults(run=batch)

    setting = commands.add_parser("settings", help="who runs the service, and what is not filled in")
    setting.add_argument("--warn", action="store_true", help="only what is missing")
    setting.set_defaults(run=settings)

    casework.add_parser(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
