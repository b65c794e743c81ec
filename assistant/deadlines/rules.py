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
    moved_to_a_working_day,
    not_moved,
    school_days_beginning_with,
    school_days_from,
    tribunal_days_from,
    weeks_before,
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


def in_year_of(move: datetime.date, month: int, day: int, working: str) -> Worked:
    """Return a fixed day of the calendar year in which a child moves up; `working` may name `{year}` and `{day}`."""
    end = datetime.date(move.year, month, day)
    return Worked(end, working.format(year=move.year, day=written(end)))


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
_MUST_BE_READY = "The move is in {year}, and the plan must have been changed for it before {day}."
_ANOTHER_MEETING = "If the meeting was on another day, count from that day."
_YOU_RECEIVED_ANOTHER_DAY = "If you received it on another day, count from that day."
_ANOTHER_TIME_ORDERED = "If the tribunal's order sets another time, that time counts."
_NARROW_EXCEPTIONS = "There are narrow exceptions (regulation 44(3)): ask the council which one it relies on."
_EXTENSION = "The council may give a reason and take longer: normally no more than {days} more working days."


def _after_order(name: TimeRule, paragraph: str, weeks: int, what: str, *changes_if: str) -> Rule:
    """Return the time that a council has after an order of the tribunal, by a paragraph of regulation 44(2)."""
    return Rule(
        name,
        Who.COUNCIL,
        what,
        (ClockStart.TRIBUNAL_ORDER,),
        (f"sen-regs-2014 reg.44(2)({paragraph})",),
        _from_start(lambda ordered: weeks_from(ordered, weeks)),
        changes_if=changes_if,
    )


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
    _after_order(
        TimeRule.ORDER_NAME_SCHOOL_TWO_WEEKS,
        "f",
        2,
        "The council's last day to send the changed plan, if the order changes only the school",
        "If the order also changes section B or F, the council has five weeks.",
        _ANOTHER_TIME_ORDERED,
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
    Rule(
        TimeRule.AMENDMENT_COMMENTS_FIFTEEN_DAYS,
        Who.FAMILY,
        "Last of the 15 days that the council must at least give you to comment on its changes and ask for a school",
        (ClockStart.AMENDMENT_NOTICE_SENT,),
        ("sen-regs-2014 reg.22(2)(c)",),
        _from_start(lambda sent: not_moved(days_beginning_with(sent, 15))),
        changes_if=("The council can give you longer: look at its letter.",),
    ),
    Rule(
        TimeRule.REVIEW_PAPERS_TWO_WEEKS_BEFORE,
        Who.SCHOOL,
        "Last day to send you the papers for the annual review meeting",
        (ClockStart.REVIEW_MEETING,),
        ("sen-regs-2014 reg.20(4)",),
        _from_start(lambda meeting: weeks_before(meeting, 2)),
        changes_if=("If the council holds the meeting itself, this binds the council.", _ANOTHER_MEETING),
    ),
    Rule(
        TimeRule.REVIEW_REPORT_TWO_WEEKS,
        Who.SCHOOL,
        "The school's last day to send everyone its report of the annual review meeting",
        (ClockStart.REVIEW_MEETING,),
        ("sen-regs-2014 reg.20(7)", "sen-regs-2014 reg.20(9)"),
        _from_start(lambda meeting: weeks_from(meeting, 2)),
        changes_if=("If the council held the meeting itself, this binds the council.", _ANOTHER_MEETING),
    ),
    Rule(
        TimeRule.REVIEW_DECISION_FOUR_WEEKS,
        Who.COUNCIL,
        "The council's last day to tell you whether it will keep, change or end the plan after the annual review",
        (ClockStart.REVIEW_MEETING,),
        ("sen-regs-2014 reg.20(10)",),
        _from_start(lambda meeting: weeks_from(meeting, 4)),
        changes_if=(_ANOTHER_MEETING,),
    ),
    Rule(
        TimeRule.REVIEW_FINAL_PLAN_TWELVE_WEEKS,
        Who.COUNCIL,
        "The council's last day to send the final changed plan, if it changes the plan after the annual review",
        (ClockStart.REVIEW_MEETING,),
        ("lmp-devon-2022 whole", "sen-regs-2014 reg.22(3)"),
        _from_start(lambda meeting: weeks_from(meeting, 12)),
        changes_if=(
            _ANOTHER_MEETING,
            "It is four weeks for the notice of changes and eight from the notice, so a notice that came sooner makes "
            "this sooner.",
        ),
    ),
    Rule(
        TimeRule.REVIEW_EVERY_TWELVE_MONTHS,
        Who.COUNCIL,
        "The council's last day to review the plan again",
        (ClockStart.REVIEW_MEETING,),
        ("cfa-2014 s.44(1)",),
        _from_start(lambda meeting: months_beginning_with(meeting, 12)),
        changes_if=(
            "A review ends with the council's decision, which comes after the meeting: counted from that, it is later.",
            "If the plan has not been reviewed yet, the 12 months run from the day it was made.",
        ),
    ),
    Rule(
        TimeRule.PHASE_TRANSFER_FEBRUARY,
        Who.COUNCIL,
        "The council must have sent the plan that is changed for the move before this day",
        (ClockStart.PHASE_TRANSFER_YEAR,),
        ("sen-regs-2014 reg.18(1)(b)",),
        _from_start(lambda move: in_year_of(move, 2, 15, _MUST_BE_READY)),
        changes_if=(
            "This is for moves between early years, infant, junior, primary, middle and secondary school.",
            "If the move is in another year, the year changes too.",
        ),
    ),
    Rule(
        TimeRule.PHASE_TRANSFER_MARCH,
        Who.COUNCIL,
        "The council must have sent the plan that is changed for a move from secondary school to a post-16 place "
        "before this day",
        (ClockStart.PHASE_TRANSFER_YEAR,),
        ("sen-regs-2014 reg.18(1)(a)",),
        _from_start(lambda move: in_year_of(move, 3, 31, _MUST_BE_READY)),
        changes_if=(
            "A sixth form in a school is a school, not a post-16 institution: then it is 15 February.",
            "If the move is in another year, the year changes too.",
        ),
    ),
    Rule(
        TimeRule.PRIMARY_APPLICATION_FIFTEENTH_JANUARY,
        Who.FAMILY,
        "Last day to apply for a primary school place",
        (ClockStart.PHASE_TRANSFER_YEAR,),
        ("admission-arrangements-regs-2012 sch.2",),
        _from_start(lambda move: in_year_of(move, 1, 15, "Applications for a start in {year} close on {day}.")),
        changes_if=("With an EHC plan, the school is named in the plan instead, before 15 February.",),
    ),
    Rule(
        TimeRule.PRIMARY_OFFER_SIXTEENTH_APRIL,
        Who.COUNCIL,
        "Primary school places are offered on this day",
        (ClockStart.PHASE_TRANSFER_YEAR,),
        ("admission-arrangements-regs-2012 reg.30",),
        _from_start(
            lambda move: moved_to_a_working_day(in_year_of(move, 4, 16, "Places for {year} are offered on {day}."))
        ),
        changes_if=("This is for children without an EHC plan.",),
    ),
    Rule(
        TimeRule.MOVED_AREA_SIX_WEEKS,
        Who.COUNCIL,
        "The new council's last day to tell you that the plan has come to it and when it will review it",
        (ClockStart.MOVED_AREA,),
        ("sen-regs-2014 reg.15(4)",),
        _from_start(lambda moved: weeks_from(moved, 6)),
        changes_if=(
            "The six weeks run from the day the plan passed to the new council: usually the day you moved, but later "
            "if the old council did not know in time.",
        ),
    ),
    _after_order(
        TimeRule.ORDER_ASSESS_DECISION_TWO_WEEKS,
        "b",
        2,
        "If the order is to assess or re-assess: the council's last day to tell you that it will",
        _ANOTHER_TIME_ORDERED,
        _NARROW_EXCEPTIONS,
    ),
    _after_order(
        TimeRule.ORDER_ASSESS_NO_PLAN_TEN_WEEKS,
        "b",
        10,
        "If the order is to assess or re-assess: the council's last day to tell you, if there is to be no plan",
        _ANOTHER_TIME_ORDERED,
        _NARROW_EXCEPTIONS,
    ),
    _after_order(
        TimeRule.ORDER_ASSESS_PLAN_FOURTEEN_WEEKS,
        "b",
        14,
        "If the order is to assess or re-assess: the council's last day to send the final plan, if there is to be one",
        _ANOTHER_TIME_ORDERED,
        _NARROW_EXCEPTIONS,
    ),
    _after_order(
        TimeRule.ORDER_MAKE_PLAN_DRAFT_FIVE_WEEKS,
        "c",
        5,
        "If the order is to make a plan: the council's last day to send the draft plan",
        _ANOTHER_TIME_ORDERED,
        _NARROW_EXCEPTIONS,
    ),
    _after_order(
        TimeRule.ORDER_MAKE_PLAN_FINAL_ELEVEN_WEEKS,
        "c",
        11,
        "If the order is to make a plan: the council's last day to send the final plan",
        _ANOTHER_TIME_ORDERED,
        _NARROW_EXCEPTIONS,
    ),
    _after_order(
        TimeRule.ORDER_AMEND_PLAN,
        "e",
        5,
        "If the order changes section B or F: the council's last day to send the changed plan",
        "If the order changes only the school, it is two weeks.",
        _ANOTHER_TIME_ORDERED,
    ),
    _after_order(
        TimeRule.ORDER_CEASE,
        "h",
        5,
        "If the order keeps the plan going with changes: the council's last day to make them",
        "The plan itself goes on without a break.",
        _ANOTHER_TIME_ORDERED,
    ),
    Rule(
        TimeRule.TRIBUNAL_PERMISSION_TO_APPEAL,
        Who.FAMILY,
        "Last day for the tribunal to receive a request to review its decision or for permission to appeal",
        (ClockStart.TRIBUNAL_DECISION_SENT,),
        ("hesc-rules-2008 r.46(2)",),
        _from_start(lambda sent: not_moved(days_from(sent, 28))),
        changes_if=(
            "If the tribunal sent its full written reasons later, or reviewed its decision, the 28 days can run from "
            "then.",
        ),
    ),
    Rule(
        TimeRule.EXCLUSION_EDUCATION_SIXTH_DAY,
        Who.COUNCIL,
        "The first day on which full-time education must be provided after a permanent exclusion, or in a suspension "
        "of more than five school days",
        (ClockStart.EXCLUSION_STARTED,),
        ("excluded-pupils-education-regs-2007 reg.4", "ea-1996 s.19(3B)"),
        _from_start(lambda first: school_days_beginning_with(first, 6)),
        changes_if=(
            "If the exclusion began on another day, count from that day.",
            "After a permanent exclusion the council provides it; in a suspension, the school.",
        ),
    ),
    Rule(
        TimeRule.EXCLUSION_GOVERNORS_FIFTEEN_SCHOOL_DAYS,
        Who.SCHOOL,
        "The governors' last day to meet and decide, after a permanent exclusion or more than 15 days of suspension "
        "in a term",
        (ClockStart.EXCLUSION_NOTICE, ClockStart.EXCLUSION_STARTED),
        ("exclusions-regs-2012 reg.6", "exclusions-regs-2012 reg.15"),
        _from_start(lambda told: school_days_from(told, 15)),
        changes_if=("The days run from when the governors were told, which may be later than the exclusion.",),
    ),
    Rule(
        TimeRule.EXCLUSION_REVIEW_PANEL_FIFTEEN_SCHOOL_DAYS,
        Who.FAMILY,
        "Last day to ask for an independent review panel after a permanent exclusion",
        (ClockStart.GOVERNORS_DECISION,),
        ("exclusions-regs-2012 sch.1 para.2",),
        _from_start(lambda told: school_days_from(told, 15)),
        changes_if=(
            "The governors' letter must give the last date: that date counts.",
            "The days run from when you were given notice of the governors' decision.",
        ),
    ),
    Rule(
        TimeRule.PENALTY_NOTICE_LOWER_TWENTY_ONE_DAYS,
        Who.FAMILY,
        "Last day to pay a first penalty notice at the lower rate",
        (ClockStart.PENALTY_NOTICE,),
        ("penalty-notices-regs-2007 reg.5",),
        _from_start(lambda received: not_moved(days_beginning_with(received, 21))),
        changes_if=(_YOU_RECEIVED_ANOTHER_DAY,),
    ),
    Rule(
        TimeRule.PENALTY_NOTICE_FULL_TWENTY_EIGHT_DAYS,
        Who.FAMILY,
        "Last day to pay a penalty notice in full",
        (ClockStart.PENALTY_NOTICE,),
        ("penalty-notices-regs-2007 reg.5",),
        _from_start(lambda received: not_moved(days_beginning_with(received, 28))),
        changes_if=(_YOU_RECEIVED_ANOTHER_DAY,),
    ),
    Rule(
        TimeRule.SUBJECT_ACCESS_ONE_MONTH,
        Who.OTHER,
        "Last day to answer a subject access request for records",
        (ClockStart.RECORDS_REQUEST_RECEIVED,),
        ("uk-gdpr art.12(3)",),
        _from_start(lambda received: moved_to_a_working_day(months_from(received, 1))),
        changes_if=(
            "If they received it on another day, count from the day they received it.",
            "They can take up to two months more if the request is complex, and must tell you so within the month.",
            "The clock can pause while they wait for proof of who you are, or for details they need.",
        ),
    ),
    Rule(
        TimeRule.FREEDOM_OF_INFORMATION_TWENTY_WORKING_DAYS,
        Who.OTHER,
        "Last day for a council or other public body, other than a school, to answer a freedom of information request",
        (ClockStart.RECORDS_REQUEST_RECEIVED,),
        ("foia-2000 s.10(1)",),
        _from_start(lambda received: working_days_from(received, 20)),
        changes_if=(
            "If they received it on another day, count from the day after they received it.",
            "The clock can pause while they wait for details they need.",
        ),
    ),
    Rule(
        TimeRule.NHS_COMPLAINT_TWELVE_MONTHS,
        Who.FAMILY,
        "Last day of the 12 months for complaining to the NHS",
        (ClockStart.KNEW_OF_PROBLEM,),
        ("nhs-complaints-regs-2009 reg.12",),
        _from_start(lambda knew: not_moved(months_beginning_with(knew, 12))),
        changes_if=("The NHS can take a later complaint if there is a good reason.",),
    ),
)

# A limit of a guide that is several limits of the law, each counted by itself.
PARTS: Mapping[TimeRule, tuple[TimeRule, ...]] = {
    TimeRule.ORDER_ASSESS: (
        TimeRule.ORDER_ASSESS_DECISION_TWO_WEEKS,
        TimeRule.ORDER_ASSESS_NO_PLAN_TEN_WEEKS,
        TimeRule.ORDER_ASSESS_PLAN_FOURTEEN_WEEKS,
    ),
    TimeRule.ORDER_MAKE_PLAN: (
        TimeRule.ORDER_MAKE_PLAN_DRAFT_FIVE_WEEKS,
        TimeRule.ORDER_MAKE_PLAN_FINAL_ELEVEN_WEEKS,
    ),
}
RULES: Mapping[TimeRule, Rule] = {rule.name: rule for rule in _ALL}
