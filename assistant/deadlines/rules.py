"""The named rules of time: pure functions over dates, in one table keyed by `TimeRule`.

A rule that is not in `RULES` is one that nothing here computes. Where two readings of a limit that binds a
family are arguable, the function takes the one that ends earlier.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.deadlines.calendars import written
from assistant.deadlines.periods import (
    Worked,
    days_beginning_with,
    days_from,
    months_beginning_with,
    months_from,
    moved_by_tribunal,
    not_moved,
    tribunal_days_from,
    weeks_from,
    working_days_from,
)
from corpus.vocabulary import ClockStart, TimeRule, Who

Known = Mapping[ClockStart, datetime.date]


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit: whom it binds, what starts it, what may change it, where it comes from.

    `needs` are the facts of which any one starts the clock, best first. With `each_start_counts` they are
    separate decisions, each with its own limit; otherwise the first that is known is used. `floor` is a fact that
    starts no clock by itself, but before whose day the limit cannot end.
    """

    name: TimeRule
    who: Who
    what: str
    needs: tuple[ClockStart, ...]
    citations: tuple[str, ...]
    function: Callable[[ClockStart, Known], Worked]
    changed_by: tuple[ClockStart, ...] = ()
    changes_if: tuple[str, ...] = ()
    each_start_counts: bool = False
    floor: tuple[ClockStart, Callable[[datetime.date], Worked]] | None = None


def appeal_window(decision_sent: datetime.date, certificate: datetime.date | None = None) -> Worked:
    """Return the last day for the tribunal to receive an appeal.

    HESC Rules 2008 r.20(1)(c): two months after the decision was sent, or one month from the date of issue
    of the mediation certificate if that is later. A certificate dated before the decision is not for it, and is
    not counted.
    """
    two_months = months_from(decision_sent, 2)
    if certificate is None:
        note = "If you get a mediation certificate, the last day may be later: one month from its date."
        return moved_by_tribunal(Worked(two_months.date, two_months.working, (note,)))
    if certificate < decision_sent:
        note = (
            f"The mediation certificate of {written(certificate)} is dated before this decision, so it is not counted: "
            "check both dates."
        )
        return moved_by_tribunal(Worked(two_months.date, two_months.working, (note,)))
    month = months_from(certificate, 1, "the certificate of")
    is_later = month.date > two_months.date
    which = "That is later, so it counts." if is_later else "That is not later, so the two months count."
    end = month.date if is_later else two_months.date
    note = "One month from the certificate counts only if the certificate is for this same decision."
    return moved_by_tribunal(Worked(end, f"{two_months.working} {month.working} {which}", (note,)))


def appeal_window_floor(certificate: datetime.date) -> Worked:
    """Return the day before which the time to appeal cannot end, where only the certificate's date is known.

    HESC Rules 2008 r.20(1)(c) gives the later of two ends, and this is one of them.
    """
    month = months_from(certificate, 1, "the certificate of")
    notes = (
        "If two months from the day the council sent its decision end later, you have until then: give the date on the "
        "decision letter.",
        "One month from the certificate counts only if the certificate is for the decision that you would appeal.",
    )
    return moved_by_tribunal(Worked(month.date, month.working, notes))


def complaint_stage_one(day: datetime.date, *, is_acknowledged: bool) -> Worked:
    """Return the council's last day to answer at stage one: ten working days from acknowledging it.

    The Ombudsman's Complaint Handling Code gives five working days to acknowledge, so a complaint that is not
    known to be acknowledged has fifteen at the most.
    """
    if is_acknowledged:
        return working_days_from(day, 10)
    worked = working_days_from(day, 15)
    note = "If the council acknowledged it sooner, its answer is due sooner: ten working days from then."
    explained = f"Five working days to acknowledge it and ten to answer make 15. {worked.working}"
    return Worked(worked.date, explained, (note,))


def _appeal(start: ClockStart, known: Known) -> Worked:
    """Count a certificate for the latest decision that it can be about, never for two."""
    certificate = known.get(ClockStart.MEDIATION_CERTIFICATE)
    if certificate and any(known[start] < known[other] <= certificate for other in _DECISIONS if other in known):
        certificate = None
    return appeal_window(known[start], certificate)


def _from_start(function: Callable[[datetime.date], Worked]) -> Callable[[ClockStart, Known], Worked]:
    return lambda start, known: function(known[start])


# A final plan is itself a decision that can be appealed, and comes with its own letter (sen-regs-2014 reg.14).
_DECISIONS = (ClockStart.DECISION_LETTER, ClockStart.FINAL_PLAN_ISSUED)
_SENT_ANOTHER_DAY = (
    "Time runs from the day the council sent the letter, not the day it reached you: if that is another day than the "
    "one used here, the last day changes too."
)
_RECEIVED_ANOTHER_DAY = "If the council received the request on another day, count from the day it received it."
_EXCEPTIONS = "The regulations let the council take longer in a few set cases ({place}); ask it which one it relies on."
_EXTENSION = "The council may give a reason and take longer: normally no more than {days} more working days."

_ALL = (
    Rule(
        TimeRule.APPEAL_WINDOW,
        Who.FAMILY,
        "Last day for the tribunal to receive your appeal, by 5 pm",  # 5 pm: r.12(1)
        _DECISIONS,
        ("hesc-rules-2008 r.20(1)(c)", "hesc-rules-2008 r.12"),
        _appeal,
        changed_by=(ClockStart.MEDIATION_CERTIFICATE,),
        changes_if=(_SENT_ANOTHER_DAY,),
        each_start_counts=True,
        floor=(ClockStart.MEDIATION_CERTIFICATE, appeal_window_floor),
    ),
    Rule(
        TimeRule.MEDIATION_CONTACT_TWO_MONTHS,
        Who.FAMILY,
        "Last day to contact the mediation adviser, if you need a certificate",
        _DECISIONS,
        ("sen-regs-2014 reg.33",),
        # Regulation 33 has nothing like the tribunal's rule 12: August, Christmas and weekends do not move it.
        _from_start(lambda sent: not_moved(months_from(sent, 2))),
        changes_if=(
            _SENT_ANOTHER_DAY,
            "You do not need a certificate if you appeal only about the school or type of school in section I.",
        ),
        each_start_counts=True,
    ),
    Rule(
        TimeRule.MEDIATION_CERTIFICATE_THREE_WORKING_DAYS,
        Who.MEDIATION_ADVISER,
        "The mediation adviser's last day to give you the certificate, if you said that you do not want mediation",
        (ClockStart.MEDIATION_ADVISER_TOLD,),
        ("sen-regs-2014 reg.34",),
        _from_start(lambda told: working_days_from(told, 3)),
        changes_if=("If you ask for mediation, the certificate comes after it.",),
    ),
    Rule(
        TimeRule.MEDIATION_ARRANGED_THIRTY_DAYS,
        Who.COUNCIL,
        "The council's last day to hold the mediation",
        (ClockStart.MEDIATION_REQUESTED,),
        ("sen-regs-2014 reg.36",),
        _from_start(lambda requested: days_from(requested, 30)),
        changes_if=("If the council was told on another day that you want mediation, count from that day.",),
    ),
    Rule(
        TimeRule.ASSESSMENT_DECISION_SIX_WEEKS,
        Who.COUNCIL,
        "The council's last day to tell you whether it will assess",
        (ClockStart.REQUEST_RECEIVED,),
        ("sen-regs-2014 reg.5(1)", "sen-regs-2014 reg.5(4)"),
        _from_start(lambda received: weeks_from(received, 6)),
        changes_if=(_RECEIVED_ANOTHER_DAY, _EXCEPTIONS.format(place="regulation 5(4)")),
    ),
    Rule(
        TimeRule.NO_PLAN_DECISION_SIXTEEN_WEEKS,
        Who.COUNCIL,
        "The council's last day to tell you, if it decides not to issue a plan",
        (ClockStart.REQUEST_RECEIVED,),
        ("sen-regs-2014 reg.10(1)", "sen-regs-2014 reg.10(4)"),
        _from_start(lambda received: weeks_from(received, 16)),
        changes_if=(_RECEIVED_ANOTHER_DAY, _EXCEPTIONS.format(place="regulation 10(4)")),
    ),
    Rule(
        TimeRule.FINAL_PLAN_TWENTY_WEEKS,
        Who.COUNCIL,
        "The council's last day to send the final plan, if it issues one",
        (ClockStart.REQUEST_RECEIVED,),
        ("sen-regs-2014 reg.13(2)", "sen-regs-2014 reg.13(3)"),
        _from_start(lambda received: weeks_from(received, 20)),
        changes_if=(_RECEIVED_ANOTHER_DAY, _EXCEPTIONS.format(place="regulations 13(3) and 10(4)")),
    ),
    Rule(
        TimeRule.DRAFT_PLAN_FIFTEEN_DAYS,
        Who.FAMILY,
        "Last of the 15 days that the council must at least give you to comment on the draft plan and ask for a school",
        (ClockStart.DRAFT_PLAN_SENT,),
        ("sen-regs-2014 reg.13(1)(a)",),
        # The day on which the draft is served is the first of the 15; the day it was sent cannot be later.
        _from_start(lambda sent: not_moved(days_beginning_with(sent, 15))),
        changes_if=("The council can give you longer: look at its letter.",),
    ),
    Rule(
        TimeRule.TRIBUNAL_RESPONSE_THIRTY_WORKING_DAYS,
        Who.COUNCIL,
        "The council's last day to send its response to your appeal about a plan or an assessment",
        (ClockStart.APPEAL_RECEIVED,),
        ("hesc-rules-2008 r.21", "hesc-rules-2008 r.12(3)"),
        _from_start(lambda received: tribunal_days_from(received, 30)),
        changes_if=(
            "If the tribunal's letter sets a date, that date counts.",
            "The days run from when the council received the appeal from the tribunal, not from when you sent it.",
            "In a disability discrimination claim, August and Christmas are not left out.",
        ),
    ),
    Rule(
        TimeRule.ORDER_NAME_SCHOOL_TWO_WEEKS,
        Who.COUNCIL,
        "The council's last day to send the changed plan, if the order changes only the school",
        (ClockStart.TRIBUNAL_ORDER,),
        ("sen-regs-2014 reg.44(2)(f)",),
        _from_start(lambda ordered: weeks_from(ordered, 2)),
        changes_if=(
            "If the order also changes section B or F, the council has five weeks.",
            "If the tribunal's order sets another time, that time counts.",
        ),
    ),
    Rule(
        TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS,
        Who.FAMILY,
        "Last day for the tribunal to receive a disability discrimination claim",
        (ClockStart.ACT_COMPLAINED_OF,),
        ("equality-act-2010 sch.17 para.4(1)",),
        # "starting with the date when the conduct complained of occurred"; an Act's limit, so rule 12 cannot move it.
        _from_start(lambda act: not_moved(months_beginning_with(act, 6))),
        changes_if=(
            "August, Christmas and school holidays do not make it later.",
            "If it went on over a period of time, the six months count from the end of that period.",
        ),
    ),
    Rule(
        TimeRule.OMBUDSMAN_TWELVE_MONTHS,
        Who.FAMILY,
        "Last day of the 12 months for complaining to the Ombudsman",
        (ClockStart.KNEW_OF_PROBLEM,),
        ("lga-1974 s.26B(2)",),
        # "12 months beginning with the day on which the person affected first had notice of the matter"
        _from_start(lambda knew: not_moved(months_beginning_with(knew, 12))),
        changes_if=(
            "If you first knew of the problem on another day, count from that day.",
            "The Ombudsman can accept a later complaint if there are good reasons.",
        ),
    ),
    Rule(
        TimeRule.JUDICIAL_REVIEW_THREE_MONTHS,
        Who.FAMILY,
        "The very last day to start a judicial review claim, which must also be started promptly",
        (ClockStart.GROUNDS_AROSE,),
        ("cpr-1998 r.54.5(1)",),
        # "promptly; and in any event not later than 3 months after the grounds to make the claim first arose"
        _from_start(lambda arose: not_moved(months_from(arose, 3))),
        changes_if=(
            "A claim made before this day can still be too late if it was not prompt.",
            "Writing a letter before claim does not stop the clock.",
        ),
    ),
    Rule(
        TimeRule.COMPLAINT_STAGE_ONE_TEN_WORKING_DAYS,
        Who.COUNCIL,
        "If this is a first complaint (stage one): the council's last day to answer it",
        (ClockStart.COMPLAINT_ACKNOWLEDGED, ClockStart.COMPLAINT_MADE),
        ("lgsco-complaint-code whole",),
        lambda start, known: complaint_stage_one(
            known[start], is_acknowledged=start is ClockStart.COMPLAINT_ACKNOWLEDGED
        ),
        changes_if=(_EXTENSION.format(days=10),),
    ),
    Rule(
        TimeRule.COMPLAINT_STAGE_TWO_TWENTY_WORKING_DAYS,
        Who.COUNCIL,
        "If this is a second complaint (stage two): the council's last day to answer it",
        (ClockStart.COMPLAINT_ACKNOWLEDGED,),
        ("lgsco-complaint-code whole",),
        _from_start(lambda acknowledged: working_days_from(acknowledged, 20)),
        changes_if=(_EXTENSION.format(days=20),),
    ),
)

RULES: Mapping[TimeRule, Rule] = {rule.name: rule for rule in _ALL}
