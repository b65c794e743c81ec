"""Citation checking: a guide's statement laid beside its sources, the verdict, and the eval case made of it.

Verdicts are about words of ours and of the law. Nothing here is taken from a family's case.
"""

import datetime
import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from assistant.casework.columns import in_utc
from assistant.casework.database import hold, reading, writing
from assistant.casework.desk_models import DIGEST_LENGTH, ID_LENGTH, Account, CitationReview, Verdict
from assistant.casework.referrals import ENGLAND
from assistant.casework.rights import Person, Right, require
from assistant.casework.trouble import NO_SPACE, CaseworkUnavailableError, Trouble
from assistant.casework.typed import Lines, without_controls
from corpus.documents import digest_of
from corpus.paths import data_directory, shown
from corpus.pinpoints import Pinpoint, PinpointError

FILE = Path("cases", "from-reviews.jsonl")
"""Where cases made of verdicts are kept, in the data directory."""

PRESSED_TWICE = datetime.timedelta(minutes=10)
"""The same verdict by the same person within it is one: a button pressed twice, or a run that was cut off."""

_BETWEEN = "; "
_FITTING = (Verdict.SUPPORTED, Verdict.PARTLY)

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=ID_LENGTH)]


class NewReview(BaseModel):
    """A verdict on one item of a guide.

    `item_id` is the item's own id, without the guide's; `passage_digest` that of its words; `citation` what
    they were laid beside, as `laid_beside` writes it. `missing` and `suggested` are the reviewer's own words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    guide_id: Id
    item_id: Id
    passage_digest: Annotated[str, Field(pattern=r"^[0-9a-f]+$", max_length=DIGEST_LENGTH)]
    citation: Annotated[str, Field(min_length=1, max_length=ID_LENGTH)]
    verdict: Verdict
    missing: Lines = ""
    suggested: Lines = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict as it was given, and by whom."""

    id: int
    guide_id: str
    item_id: str
    passage_digest: str
    citation: str
    verdict: Verdict
    reviewer: str
    at: datetime.datetime
    missing: str = field(default="", repr=False)
    suggested: str = field(default="", repr=False)


class NoSuchReviewError(LookupError):
    """There is no verdict with this number."""


def give_verdict(engine: Engine, person: Person, new: NewReview, now: datetime.datetime) -> Review:
    """Store a verdict and return it; it is on disk when this returns. Pressing twice stores once.

    Raises:
        NotAllowedError: they may not check citations.
        CaseworkUnavailableError: it was not stored; giving it again is right.
    """
    with writing(engine) as session:
        account = require(session, person, Right.CHECK_CITATIONS, now)
        hold(session, f"citation review {account.id} {new.guide_id}/{new.item_id}")
        before = _last_by(session, account, new)
        if before is not None and _is_same(before, new) and in_utc(now) - before.at < PRESSED_TWICE:
            return _review(before, account.name)
        stored = CitationReview(**new.model_dump(), reviewer_id=account.id, at=in_utc(now))
        session.add(stored)
        session.flush()
        return _review(stored, account.name)


def reviews_of(engine: Engine, person: Person, guide_id: str, now: datetime.datetime) -> list[Review]:
    """Return every verdict on a guide, newest first.

    Raises:
        NotAllowedError: they may not check citations.
    """
    with reading(engine) as session:
        require(session, person, Right.CHECK_CITATIONS, now)
        return _reviews(session, CitationReview.guide_id == guide_id)


def latest(engine: Engine, person: Person, now: datetime.datetime) -> Mapping[tuple[str, str], Review]:
    """Return the newest verdict on each item that has one, by guide's id and item's own id.

    Raises:
        NotAllowedError: they may not check citations.
    """
    with reading(engine) as session:
        require(session, person, Right.CHECK_CITATIONS, now)
        return newest_of_each(_reviews(session))


def newest_of_each(reviews: Sequence[Review]) -> dict[tuple[str, str], Review]:
    """Return the newest verdict on each item; `reviews` come newest first."""
    return {(review.guide_id, review.item_id): review for review in reversed(reviews)}


def is_of_today(review: Review, digest: str, citation: str | None = None) -> bool:
    """Whether a verdict was given on the words that have this digest and, where given, beside this `citation`."""
    return review.passage_digest == digest and citation in (None, review.citation)


def laid_beside(references: Sequence[str]) -> str:
    """Return the references of an item as a review keeps them: shortened where they are very many, always the same."""
    whole = _BETWEEN.join(references)
    if len(whole) <= ID_LENGTH:
        return whole
    mark = f" … {digest_of(whole)}"
    kept = whole[: ID_LENGTH - len(mark)].rpartition(_BETWEEN)[0]
    return kept + mark


def as_eval_case(review: Review, asked: str, today: datetime.date) -> dict[str, Any]:
    """Return a case for `evals` in the format of its datasets.

    `asked` is one of the guide's own phrasings or a question that an advocate made up, never a family's words. What
    is well said must be told (`facts`), and what its sources fully support must be cited as it is (`pinpoints`); of
    any other verdict the case asks for the guide alone, and its note says what was found.

    Raises:
        ValueError: nothing is asked.
    """
    question = str(without_controls(asked))
    if not question:
        raise ValueError("found no question; expected one that the guide answers; choose or type one")
    item = f"{review.guide_id}/{review.item_id}"
    case: dict[str, Any] = {
        "id": f"review-{digest_of(f'{review.id} {item} {review.at.isoformat()}')}",
        "turns": [question],
        "today": today.isoformat(),
        "status": ["answer", "answer_and_handoff"],
        "guides": [review.guide_id],
    }
    if review.verdict in _FITTING:
        case["facts"] = [item]
    if review.verdict is Verdict.SUPPORTED and (places := _places(review.citation)):
        case["pinpoints"] = places
    return {**case, "note": _note(review, item)}


def keep_as_case(engine: Engine, person: Person, review_id: int, asked: str, now: datetime.datetime) -> bool:
    """Make an eval case of a verdict, and keep it.

    Returns:
        Whether it is new: of one verdict there is one case, the first.

    Raises:
        NotAllowedError: they may not check citations.
        NoSuchReviewError: there is no such verdict.
        ValueError: nothing is asked.
        CaseworkUnavailableError: it was not kept; trying again is right.
    """
    with reading(engine) as session:
        require(session, person, Right.CHECK_CITATIONS, now)
        found = _reviews(session, CitationReview.id == review_id)
    if not found:
        raise NoSuchReviewError(f"found no citation review {review_id}; expected one that reviews_of returned")
    return keep_case(as_eval_case(found[0], asked, now.astimezone(ENGLAND).date()))


def keep_case(case: Mapping[str, Any]) -> bool:
    """Add a case to those from reviews, unless its id is there already; all of it is on disk then, or nothing.

    Returns:
        Whether it was added.

    Raises:
        CaseworkUnavailableError: the file cannot be written.
    """
    path = data_directory() / FILE
    line = json.dumps(case, ensure_ascii=False).encode("utf-8")
    try:
        with _only_writer(path):
            kept = path.read_bytes() if path.exists() else b""
            if case["id"] in _ids(kept):
                return False
            if kept and not kept.endswith(b"\n"):
                kept += b"\n"
            _replace(path, kept + line + b"\n")
            return True
    except OSError as error:
        trouble = Trouble.FULL if error.errno in NO_SPACE else Trouble.READ_ONLY
        raise CaseworkUnavailableError(trouble, shown(path), os.strerror(error.errno or 0)) from None


def _reviews(session: Session, *where: ColumnElement[bool]) -> list[Review]:
    """Return the verdicts of which this is so, newest first."""
    found = (
        select(CitationReview, Account.name)
        .join(Account, Account.id == CitationReview.reviewer_id)
        .where(*where)
        .order_by(CitationReview.at.desc(), CitationReview.id.desc())
    )
    return [_review(stored, name) for stored, name in session.execute(found)]


def _review(stored: CitationReview, name: str) -> Review:
    return Review(
        id=stored.id,
        guide_id=stored.guide_id,
        item_id=stored.item_id,
        passage_digest=stored.passage_digest,
        citation=stored.citation,
        verdict=stored.verdict,
        reviewer=name,
        at=stored.at,
        missing=stored.missing,
        suggested=stored.suggested,
    )


def _last_by(session: Session, account: Account, new: NewReview) -> CitationReview | None:
    """Return the newest verdict on this item, where it is this account's."""
    last = session.scalars(
        select(CitationReview)
        .where(CitationReview.guide_id == new.guide_id, CitationReview.item_id == new.item_id)
        .order_by(CitationReview.at.desc(), CitationReview.id.desc())
        .limit(1)
    ).one_or_none()
    return last if last is not None and last.reviewer_id == account.id else None


def _is_same(stored: CitationReview, new: NewReview) -> bool:
    return all(getattr(stored, name) == value for name, value in new)


def _places(citation: str) -> list[str]:
    """Return the references that can be read, each once; the mark of those that were left out cannot."""
    readable = []
    for reference in citation.partition(" … ")[0].split(_BETWEEN):
        try:
            readable.append(str(Pinpoint.parse(reference)))
        except PinpointError:
            continue
    return list(dict.fromkeys(readable))


def _note(review: Review, item: str) -> str:
    found = f"an advocate's review of {item} (words {review.passage_digest}): {review.verdict.value.replace('_', ' ')}"
    said = (("missing", review.missing), ("suggested", review.suggested))
    return "; ".join((found, *(f"{name}: {words}" for name, words in said if words)))


def _ids(kept: bytes) -> set[str]:
    """Return the ids of the cases in a file; a line that is none stays as it is, for `evals` to name."""
    ids = set()
    for line in kept.split(b"\n"):
        try:
            case = json.loads(line)
        except ValueError:
            continue
        if isinstance(case, dict) and isinstance(case.get("id"), str):
            ids.add(case["id"])
    return ids


@contextmanager
def _only_writer(path: Path) -> Iterator[None]:
    """Wait until nobody else, in this process or another, writes the file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _private(path.with_name(f".{path.name}.lock"), "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # goes with the file's closing
        yield


def _private(path: Path, mode: str) -> IO[bytes]:
    """Open a file that, where it is made, its owner alone can read."""
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))


def _replace(path: Path, content: bytes) -> None:
    """Put the content in the file's place in one step, so that no reader and no crash meets half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with _private(beside, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
