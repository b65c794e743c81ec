"""Quality review of casework: a random share of finished cases, read by a lead who had no part in them.

Only cases of families who agreed to it are drawn. The reviewer sees what was asked and answered, and what was written
to the family; not who they are, how to reach them, or what they wrote to us on the form and after it. A name that we
were never told as one, such as a child's, may still stand in what they asked: a person has to bear that in mind.
"""

import datetime
import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.casework import accounts
from assistant.casework.codes import read_code
from assistant.casework.columns import in_utc
from assistant.casework.conflicts import ties
from assistant.casework.database import hold, reading, writing
from assistant.casework.desk_models import AccountEventKind, Supervision
from assistant.casework.models import (
    CaseConflict,
    CaseEntry,
    EntryKind,
    EventKind,
    Outcome,
    Referral,
    ReferralState,
)
from assistant.casework.referrals import note
from assistant.casework.rights import Person, Right, require
from assistant.casework.typed import Lines
from corpus.vocabulary import HandoffReason, Urgency

SHARE = 0.1
"""One case in ten."""

LEFT_OUT = "[left out]"
"""What stands in the place of a name, a number or an address."""

_FINISHED = (ReferralState.ANSWERED, ReferralState.CLOSED)
_NAME = re.compile(r"[^\W\d_](?:['’-]?[^\W\d_])+")
_NO_NAMES = frozenset(
    """a an and anonymous carer child dad daddy dr father foster from gran grandad grandma grandparent guardian her his
    miss mother mr mrs ms mum mummy mx my nan of parent parents son daughter the their to""".split()
)
"""What stands in a name or an alias and is none, so that it may stay where it is."""

_WORDS_TOO = frozenset(
    """april art august bill bob carol dawn eve faith frank gene grace grant hope ivy jack joy june lee mark may
    miles pat pearl ray rob rose sue summer violet wade will""".split()
)
"""Names that are words as well: they are taken out where they begin with a capital."""

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w£])\+?\(?\d(?:[\s().-]{0,2}\d){9,13}(?!\w)")
_POSTCODE = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b")


class SupervisionError(Exception):
    """A case cannot be reviewed as asked; the message is a sentence for the reviewer and holds nothing of the case."""


class NotInSampleError(SupervisionError):
    """No case with this code is in the sample: never drawn, erased since, or the family no longer wants it."""

    def __init__(self) -> None:
        super().__init__("No case with this code is in the sample.")


class NotIndependentError(SupervisionError):
    """Whoever reviews a case must have had no part in it and no interest in it."""

    def __init__(self) -> None:
        super().__init__("You had a part in this case, or have an interest in it. Another lead has to review it.")


class _Verdict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    met_the_policy: Annotated[bool, Field(strict=True)]
    findings: Lines

    @model_validator(mode="after")
    def _says_what_was_missing(self) -> Self:
        if not self.met_the_policy and not self.findings:
            raise PydanticCustomError("no_findings", "found no findings where the policy was not met")
        return self


@dataclass(frozen=True, slots=True)
class Sampled:
    """A case in the sample; `met_the_policy` is None until it was reviewed."""

    reference_code: str
    drawn_at: datetime.datetime
    reviewed_at: datetime.datetime | None
    met_the_policy: bool | None


@dataclass(frozen=True, slots=True)
class Written:
    """What an advocate wrote: a note, or a message to the family."""

    kind: EntryKind
    at: datetime.datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SampledCase:
    """A case as its reviewer sees it, and what they found if they reviewed it. `snapshot` is what the family saw."""

    reference_code: str
    reason: HandoffReason
    urgency: Urgency
    topics: tuple[str, ...]
    state: ReferralState
    outcome: Outcome | None
    created_at: datetime.datetime
    due_on: datetime.date
    claimed_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    snapshot: dict[str, Any] = field(repr=False)
    written: tuple[Written, ...] = field(repr=False)
    drawn_at: datetime.datetime
    reviewed_at: datetime.datetime | None
    met_the_policy: bool | None
    findings: str = field(repr=False)


def draw_sample(
    engine: Engine,
    person: Person,
    now: datetime.datetime,
    share: float = SHARE,
    rng: random.Random | None = None,
) -> list[str]:
    """Draw a random share of the finished cases that were never drawn, and return their codes; oldest first.

    At least one, where there is one. Chosen by the system's own randomness, which nobody can foresee, unless `rng`
    is given.

    Raises:
        ValueError: the share is not above 0 and at most 1.
        NotAllowedError: see `require`.
    """
    if not 0 < share <= 1:
        raise ValueError(f"found a share of {share}; expected one above 0 and at most 1; 0.1 is one case in ten")
    with writing(engine) as session:
        hold(session, "supervision")
        require(session, person, Right.SUPERVISE, now)
        may_be_drawn = list(
            session.scalars(
                select(Referral)
                .outerjoin(Supervision, Supervision.referral_id == Referral.id)
                .where(Referral.state.in_(_FINISHED), Referral.may_be_sampled, Supervision.id.is_(None))
                .order_by(Referral.id)
            )
        )
        wanted = math.ceil(share * len(may_be_drawn))
        drawn = sorted((rng or random.SystemRandom()).sample(may_be_drawn, wanted), key=lambda each: each.id)
        for referral in drawn:
            session.add(
                Supervision(referral_id=referral.id, drawn_at=in_utc(now), drawn_by=person.account_id, findings="")
            )
            note(session, referral, EventKind.SAMPLED, person.who, now)
        accounts.note(session, AccountEventKind.SAMPLE_DRAWN, person.who, now, cases=str(len(drawn)))
        return [referral.reference_code for referral in drawn]


def sample(engine: Engine, person: Person, now: datetime.datetime) -> list[Sampled]:
    """Return the sample: what waits for a review first, then the newest reviews.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        require(session, person, Right.SUPERVISE, now)
        rows = session.execute(
            select(Referral.reference_code, Supervision.drawn_at, Supervision.reviewed_at, Supervision.met_the_policy)
            .join(Supervision, Supervision.referral_id == Referral.id)
            .where(Referral.may_be_sampled, Referral.state != ReferralState.WITHDRAWN)
            .order_by(Supervision.id)
        )
        listed = [Sampled(*row) for row in rows]
    waiting = [each for each in listed if each.reviewed_at is None]
    reviewed = [(each.reviewed_at, each) for each in listed if each.reviewed_at is not None]
    return waiting + [each for _, each in sorted(reviewed, key=lambda pair: pair[0], reverse=True)]


def open_sampled(engine: Engine, person: Person, code: str, now: datetime.datetime) -> SampledCase:
    """Return a case of the sample for its review, and note that it was read.

    Raises:
        NotInSampleError: it is not in the sample.
        NotIndependentError: this person has it, wrote on it, or has an interest in it.
        NotAllowedError: see `require`.
    """
    with writing(engine) as session:
        referral, drawn = _found(session, person, code, now)
        note(session, referral, EventKind.READ, person.who, now)
        written = session.scalars(
            select(CaseEntry)
            .where(CaseEntry.referral_id == referral.id, CaseEntry.kind != EntryKind.FROM_FAMILY)
            .order_by(CaseEntry.id)
        ).all()
    without = _without(referral)
    return SampledCase(
        reference_code=referral.reference_code,
        reason=referral.reason,
        urgency=referral.urgency,
        topics=tuple(referral.topics),
        state=referral.state,
        outcome=referral.outcome,
        created_at=referral.created_at,
        due_on=referral.due_on,
        claimed_at=referral.claimed_at,
        answered_at=referral.answered_at,
        closed_at=referral.closed_at,
        snapshot=_snapshot_without(referral.snapshot, without),
        written=tuple(Written(entry.kind, entry.at, without(entry.text)) for entry in written),
        drawn_at=drawn.drawn_at,
        reviewed_at=drawn.reviewed_at,
        met_the_policy=drawn.met_the_policy,
        findings=drawn.findings,
    )


def review(
    engine: Engine, person: Person, code: str, met_the_policy: bool, findings: str, now: datetime.datetime
) -> None:
    """Keep what a review found. The same review twice is one; another one of the same case is refused.

    Raises:
        ValidationError: the findings are too long, or there are none where the policy was not met.
        SupervisionError: it was reviewed already.
        NotInSampleError, NotIndependentError, NotAllowedError: as for `open_sampled`.
    """
    verdict = _Verdict(met_the_policy=met_the_policy, findings=findings)
    with writing(engine) as session:
        hold(session, "supervision")
        referral, drawn = _found(session, person, code, now)
        if drawn.reviewed_at is not None:
            said = (drawn.reviewed_by, drawn.met_the_policy, drawn.findings)
            if said == (person.account_id, verdict.met_the_policy, verdict.findings):
                return
            raise SupervisionError("This case has been reviewed already.")
        drawn.reviewed_at, drawn.reviewed_by = in_utc(now), person.account_id
        drawn.met_the_policy, drawn.findings = verdict.met_the_policy, verdict.findings
        met = "yes" if verdict.met_the_policy else "no"
        note(session, referral, EventKind.REVIEWED, person.who, now, met_the_policy=met)


def _found(session: Session, person: Person, code: str, now: datetime.datetime) -> tuple[Referral, Supervision]:
    require(session, person, Right.SUPERVISE, now)
    row = session.execute(
        select(Referral, Supervision)
        .join(Supervision, Supervision.referral_id == Referral.id)
        .where(
            Referral.reference_code == (read_code(code) or ""),
            Referral.may_be_sampled,
            Referral.state != ReferralState.WITHDRAWN,
        )
    ).one_or_none()
    if row is None:
        raise NotInSampleError
    referral, drawn = row
    if not _is_independent(session, person, referral):
        raise NotIndependentError
    return referral, drawn


def _is_independent(session: Session, person: Person, referral: Referral) -> bool:
    """Whether somebody neither has the case, nor wrote on it, nor said they may not have it, nor should have."""
    if referral.owner_id == person.account_id:
        return False
    wrote = select(CaseEntry.id).where(CaseEntry.referral_id == referral.id, CaseEntry.author_id == person.account_id)
    may_not = select(CaseConflict.id).where(
        CaseConflict.referral_id == referral.id, CaseConflict.account_id == person.account_id
    )
    if session.scalar(wrote.limit(1)) is not None or session.scalar(may_not.limit(1)) is not None:
        return False
    # what ties the whole service ties every reviewer alike, and is no reason for another one
    return all(tie.account_id is None for tie in ties(session, person.account_id, referral.council_or_school))


def _without(referral: Referral) -> Callable[[str], str]:
    """Return what takes the family's name, and whatever looks like a way to reach somebody, out of a text."""
    given = {word for word in _NAME.findall(referral.name_or_alias) if word.casefold() not in _NO_NAMES}
    spelt = [rf"(?i:\b{re.escape(word)}\b)" for word in given if word.casefold() not in _WORDS_TOO]
    spelt += [rf"\b{re.escape(word.title())}\b" for word in given if word.casefold() in _WORDS_TOO]
    contact = referral.contact.strip()
    exact = [*([re.escape(contact)] if contact else []), *sorted(spelt, key=len, reverse=True)]
    patterns = [*([re.compile("|".join(exact))] if exact else []), _EMAIL, _PHONE, _POSTCODE]

    def without(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(LEFT_OUT, text)
        return text

    return without


def _snapshot_without(snapshot: dict[str, Any], without: Callable[[str], str]) -> dict[str, Any]:
    """Return the turns of a snapshot, without the family's name in what they asked; our replies stay as they were."""
    turns = snapshot.get("turns")
    return {
        "turns": [
            {key: said if key == "reply" or not isinstance(said, str) else without(said) for key, said in turn.items()}
            for turn in (turns if isinstance(turns, list) else [])
            if isinstance(turn, dict)
        ]
    }
