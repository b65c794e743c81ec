"""How the desk says the words of our vocabularies, and how long something has waited. Words only."""

import datetime
from collections.abc import Mapping

from assistant.casework.desk_models import InterestKind
from assistant.casework.models import EntryKind, EventKind, Outcome, ReferralState
from assistant.casework.referrals import ENGLAND
from assistant.wording import STATUS_WORDS, short_date
from corpus.vocabulary import HandoffReason, Urgency

STATES: Mapping[ReferralState, str] = {
    ReferralState.NEW: "new",
    ReferralState.CLAIMED: "being worked on",
    ReferralState.WAITING: "waiting for somebody",
    ReferralState.ANSWERED: "answered",
    ReferralState.CLOSED: "closed",
    ReferralState.WITHDRAWN: "withdrawn by the family",
}
URGENCIES: Mapping[Urgency, str] = {
    Urgency.TODAY: "today",
    Urgency.WITHIN_TWO_WORKING_DAYS: "two working days",
    Urgency.WITHIN_A_WEEK: "a week",
    Urgency.ROUTINE: "routine",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ADVICE_GIVEN: "Advice given",
    Outcome.SUPPORTED_TO_ACT: "Supported the family to act",
    Outcome.PASSED_ON: "Passed on to somebody else who helps",
    Outcome.NOT_REACHED: "The family could not be reached",
    Outcome.NO_LONGER_NEEDED: "No longer needed",
    Outcome.OUTSIDE_OUR_WORK: "Outside what this service does",
}
INTERESTS: Mapping[InterestKind, str] = {
    InterestKind.WORKS_OR_WORKED_THERE: "works or worked there",
    InterestKind.FAMILY_OR_FRIEND_THERE: "family or friend there",
    InterestKind.CHILD_THERE: "own child there",
    InterestKind.MONEY: "money",
    InterestKind.GOVERNOR_OR_TRUSTEE: "governor or trustee",
    InterestKind.OTHER: "another tie",
}
ENTRIES: Mapping[EntryKind, str] = {
    EntryKind.NOTE: "Note",
    EntryKind.TO_FAMILY: "To the family",
    EntryKind.FROM_FAMILY: "From the family",
}
STATUSES: Mapping[str, str] = {status.value: words for status, words in STATUS_WORDS.items()}
_SPECIAL = {
    HandoffReason.COMPLAINT_ABOUT_US: "complaint about this service",
    HandoffReason.ABOUT_THE_SERVICE: "question about this service",
    HandoffReason.SIGN_OR_NOT: "whether to sign",
    HandoffReason.NOT_COVERED: "no guide covers it",
    HandoffReason.UNSUPPORTED: "an answer did not pass its checks",
    HandoffReason.FAILED: "the assistant failed",
}


def reason_words(reason: HandoffReason) -> str:
    """Return why a person is needed, as the desk says it."""
    return _SPECIAL.get(reason, reason.value.replace("_", " "))


def event_words(what: EventKind) -> str:
    """Return what happened, as the audit says it."""
    return what.value.replace("_", " ")


def moment_words(moment: datetime.datetime) -> str:
    """Return a moment as England's clocks show it: the day and the minute."""
    local = moment.astimezone(ENGLAND)
    return f"{short_date(local.date())}, {local:%H:%M}"


def waited(since: datetime.datetime, now: datetime.datetime) -> str:
    """Return how long something has waited, to the hour and then to the day."""
    hours = max(0, int((now - since).total_seconds() // 3600))
    if hours < 1:
        return "under 1 hour"
    if hours < 48:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{hours // 24} days"
