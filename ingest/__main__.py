"""Build the corpus, add original documents, check the content, list what there is."""

import argparse
import datetime
import gc
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.encoder import load_encoder
from corpus.errors import CorpusError
from corpus.paths import CORPUS, data_directory
from corpus.sources import Source, SourceRegister, load_sources
from corpus.store import Content, built_directory, current_build, read_manifest
from corpus.vocabulary import SourceKind, SourceStatus
from corpus.words import plain
from ingest.alike import TOO_ALIKE, alike, phrasings_of
from ingest.build import Summary, build
from ingest.content import read_content
from ingest.coverage import coverage_of, to_review
from ingest.embedding_cache import EmbeddingCache
from ingest.encoder_process import EncoderProcess
from ingest.local_sources import described, keep_local, with_local_sources
from ingest.originals import add_original, list_originals, set_approved
from ingest.readers import read_document
from ingest.recognise import recognised

INCOMPLETE = 1
WRONG_USE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 something was left out, 2 it could not be done."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except CorpusError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(
            f"{place}found that it cannot be read or written ({error.strerror}); expected room on the disk, and a data "
            "directory (SEND_ASSIST_DATA) that this program may write to; mend that and run it again",
            file=sys.stderr,
        )
        return WRONG_USE
    except KeyboardInterrupt:
        print("Stopped. The last good build goes on serving.", file=sys.stderr)
        return 130


def build_corpus(args: argparse.Namespace) -> int:
    """Read, split, embed, swap in."""
    console = Console(stderr=True)
    showing = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=not console.is_terminal,
    )
    with EncoderProcess(load_encoder()) as encoder, showing as progress:
        task = progress.add_task("Embedding new texts", total=None)
        summary = build(
            encoder,
            now=datetime.datetime.now(datetime.UTC),
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    _print_summary(summary)
    return 0 if summary.is_whole else INCOMPLETE


def _print_summary(summary: Summary) -> None:
    counts = summary.counts
    state = "Built" if summary.changed else "Nothing changed; kept"
    print(
        f"{state} {summary.name}: {counts['guides']} guides, {counts['passages']} passages "
        f"({counts['originals']} of originals), {summary.embedded} texts newly embedded."
    )
    if summary.skipped:
        print(f"Left out, {len(summary.skipped)}:", file=sys.stderr)
        for name, why in summary.skipped:
            print(f"  {name}: {why}", file=sys.stderr)


def add(args: argparse.Namespace) -> int:
    """Keep a file as the text of a source."""
    register = with_local_sources(load_sources(CORPUS / "sources.yaml"))
    today = datetime.datetime.now(datetime.UTC).date()
    source = _source_of(args, register, today)
    if args.quotes and register.get(args.quotes) is None:
        raise CorpusError(
            f"found --quotes {args.quotes!r}; expected a registered source (`python -m ingest list --sources`)"
        )
    record = add_original(args.file, source, quotes=args.quotes, now=today, approved=not args.wait_for_approval)
    if args.title:
        keep_local(source)
    print(f"Added {record.given_name!r} as {source.title} ({source.id}, {source.status.value}).")
    if record.note:
        print(f"  {record.note}")
    if not record.approved:
        print(f"It waits for approval: `python -m ingest approve {source.id}`.")
    print("Run `python -m ingest build` to use it.")
    return 0


def approve(args: argparse.Namespace) -> int:
    """Let an original that waits be used."""
    record = set_approved(args.source, True)
    print(f"Approved {record.given_name!r} as {record.source_id}. Run `python -m ingest build` to use it.")
    return 0


def _source_of(args: argparse.Namespace, register: SourceRegister, today: datetime.date) -> Source:
    """The source named, else one newly described, else the one whose title the file bears."""
    if args.source:
        source = register.get(args.source)
        if source is None:
            raise CorpusError(
                f"found the source {args.source!r}; expected a registered one (`python -m ingest list --sources`), or "
                "describe a new one with --title and --kind instead"
            )
        return source
    if args.title:
        if not args.kind:
            raise CorpusError(f"--title without --kind; expected one of {', '.join(SourceKind)}")
        source_id = re.sub(r"[^a-z0-9]+", "-", plain(args.title)).strip("-")[:80].strip("-")
        if not source_id:
            raise CorpusError(
                f"found the title {args.title!r}; expected one with letters or digits, to make an id of; add some"
            )
        return described(
            {
                "id": source_id,
                "title": args.title,
                "short_title": args.title,
                "kind": args.kind,
                "status": args.status,
                "applies_to": args.applies_to,
                "as_at": (args.as_at or today).isoformat(),
                "checked_on": today.isoformat(),
                "review_by": (args.review_by or today + datetime.timedelta(days=365)).isoformat(),
                "publisher": args.publisher,
                "licence": args.licence,
            },
            load_sources(CORPUS / "sources.yaml"),
        )
    # read as plain guidance only to see its title; it is read again as what it turns out to be
    sample = next(source for source in register.sources.values() if source.kind is SourceKind.GUIDANCE)
    source = recognised(read_document(args.file, sample), register)
    if source is None:
        raise CorpusError(
            f"{args.file.name!r}: found no title of a registered source at its top; name the source with --source ID "
            "(`python -m ingest list --sources`), or describe a new one with --title and --kind"
        )
    return source


def check(args: argparse.Namespace) -> int:
    """Check every content file; print each fault with its cure."""
    read = read_content()
    for fault in read.faults:
        print(fault, file=sys.stderr)
    guides = read.content.guides.values()
    items = sum(len(guide.items) for guide in guides)
    options = sum(len(guide.options) for guide in guides)
    print(f"{len(read.content.guides)} guides, {items} items ({options} options), {len(read.faults)} faults.")
    today = datetime.datetime.now(datetime.UTC).date()
    for source in read.content.register.sources.values():
        if source.review_by < today:
            print(f"To review: {source.short_title} was due by {source.review_by}.")
    if args.coverage:
        _print_coverage(read.content)
    if args.review:
        for each in to_review(read.content, today):
            print(f"{each.reference}: {each.why}: {', '.join(each.items)}")
    if args.alike:
        _print_alike(read.content)
    return INCOMPLETE if read.faults else 0


def _print_alike(content: Content) -> None:
    phrasings = phrasings_of(content.guides.values())
    lexicon = content.glossary.lexicon
    with EmbeddingCache(data_directory() / "cache", load_encoder()) as cache:
        vectors, _ = cache.vectors([lexicon.canonical(text) for _, text in phrasings])
    pairs = list(alike(phrasings, vectors))
    print(f"{len(pairs)} pairs of phrasings of different guides say the same (cosine above {TOO_ALIKE}).")
    for pair in pairs:
        print(f"{pair.cosine:.2f}  {pair.one[0]}: {pair.one[1]!r}  |  {pair.other[0]}: {pair.other[1]!r}")


def _print_coverage(content: Content) -> None:
    """Print what no guide covers; a guide that only touches a situation does not answer it."""
    found = coverage_of(content)
    titles = {situation.id: situation.title for situation in content.situations}
    print(f"{len(found.covered)} of {len(titles)} situations covered, {len(found.touched)} more touched.")
    for situation, guides in found.touched.items():
        print(f"Touched only: {situation} ({titles[situation]}): by {', '.join(guides)}")
    for situation in found.missing:
        print(f"Missing: {situation} ({titles[situation]})")


def list_all(args: argparse.Namespace) -> int:
    """Print what is served, the originals held, and with --sources every source."""
    name = current_build()
    if name is None:
        print("No build yet: run `python -m ingest build`.")
    else:
        manifest = read_manifest(built_directory() / name)
        print(f"Serving {name}: {manifest.counts['guides']} guides, {manifest.counts['passages']} passages.")
    for record in list_originals():
        state = "superseded" if record.superseded_on else "in use" if record.approved else "waits for approval"
        print(f"original  {record.source_id:<24} {record.given_name!r} added {record.added_on} {state}")
    if args.sources:
        for source in with_local_sources(load_sources(CORPUS / "sources.yaml")).sources.values():
            print(f"source    {source.id:<24} {source.kind.value:<19} {source.status.value:<11} {source.title}")
    return 0


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a date such as 2026-11-21") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    building = commands.add_parser("build", help="build the corpus; unchanged texts are not embedded again")
    building.set_defaults(run=build_corpus)

    adding = commands.add_parser(
        "add",
        help="keep a PDF, text or Markdown file as the text of a source",
        epilog="example: python -m ingest add policy.pdf --source independence-policy",
    )
    adding.add_argument("file", type=Path, help="the file; it is copied, and left as it is")
    whose = adding.add_mutually_exclusive_group()
    whose.add_argument("--source", help="the id of the registered source that this is the text of")
    whose.add_argument("--title", help="describe a new source of your own, with --kind")
    adding.add_argument("--quotes", metavar="SOURCE", help="of a commentary: the source whose paragraphs it quotes")
    adding.add_argument("--kind", choices=[kind.value for kind in SourceKind])
    adding.add_argument("--status", choices=[status.value for status in SourceStatus], default="in_force")
    adding.add_argument("--applies-to", default="England")
    adding.add_argument("--as-at", type=_date, help="the date of the text; default today")
    adding.add_argument("--review-by", type=_date, help="when to look at it again; default in a year")
    adding.add_argument("--publisher", default="added by the service")
    adding.add_argument("--licence", default="not stated")
    adding.add_argument("--wait-for-approval", action="store_true", help="do not use it until it is approved")
    adding.set_defaults(run=add)

    approving = commands.add_parser("approve", help="let an original that waits be used")
    approving.add_argument("source", help="the id of its source")
    approving.set_defaults(run=approve)

    checking = commands.add_parser("check", help="check every guide, policy and source; print faults with their cure")
    checking.add_argument("--coverage", action="store_true", help="the situations of the chart that no guide covers")
    checking.add_argument("--review", action="store_true", help="what an advocate should confirm, by pinpoint")
    checking.add_argument("--alike", action="store_true", help="phrasings of two guides that say the same")
    checking.set_defaults(run=check)

    listing = commands.add_parser("list", help="what is served, and the originals held")
    listing.add_argument("--sources", action="store_true", help="every registered source too")
    listing.set_defaults(run=list_all)
    return parser


if __name__ == "__main__":
    gc.disable()  # a build makes millions of small things and hardly a cycle: looking for some takes a tenth of it
    raise SystemExit(main())
