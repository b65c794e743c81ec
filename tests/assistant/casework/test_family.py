import datetime
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from assistant.casework import family
from assistant.casework.attempts import MOST_TRIES, MOST_TRIES_OVERALL, WINDOW, count_try
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import Role
from assistant.casework.family import (
    CaseEndedError,
    NoSuchCaseError,
    TextNotAddedError,
    TooManyTriesError,
)
from assistant.casework.models import (
    Attempt,
    CaseEntry,
    EntryKind,
    EventKind,
    Outcome,
    Outgoing,
    Referral,
    ReferralEvent,
    ReferralState,
)
from assistant.casework.passphrases import digest_of_key
from assistant.casework.referrals import FAMILY, queue
from corpus.vocabulary import Urgency
from tests.assistant.casework.builders import NOW, TYPED, a_key, a_referral, submitted
from tests.assistant.casework.people import signed_in

HOUR = datetime.timedelta(hours=1)
LATER = NOW + HOUR
WRONG = "not the right words"
NOBODYS_CODE = "SA-2222-2222-2222"


def add(engine, receipt, text="They wrote again.", key="added", now=LATER):
    family.add(engine, receipt.reference_code, receipt.passphrase, now, text=text, idempotency_key=a_key(key))


def find(engine, receipt, now=LATER):
    return family.find(engine, receipt.reference_code, receipt.passphrase, now)


def withdraw(engine, receipt, now=LATER):
    family.withdraw(engine, receipt.reference_code, receipt.passphrase, now)


def delete(engine, receipt, now=LATER):
    family.delete(engine, receipt.reference_code, receipt.passphrase, now)


def export(engine, receipt, now=LATER):
    return json.loads(family.export_json(engine, receipt.reference_code, receipt.passphrase, now))


DEEDS = {"find": find, "add": add, "withdraw": withdraw, "export": export, "delete": delete}


def put_into(engine, receipt, state, **values):
    with writing(engine) as session:
        session.execute(
            update(Referral).where(Referral.reference_code == receipt.reference_code).values(state=state, **values)
        )


def write_entry(engine, receipt, kind, text, author):
    with writing(engine) as session:
        referral_id = session.scalars(
            select(Referral.id).where(Referral.reference_code == receipt.reference_code)
        ).one()
        session.add(
            CaseEntry(
                referral_id=referral_id,
                idempotency_key=digest_of_key(a_key(text)),
                kind=kind,
                author_id=author.account_id,
                text=text,
                at=NOW,
            )
        )


def count(engine, what):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(what))


def events(engine):
    with reading(engine) as session:
        found = session.scalars(select(ReferralEvent).order_by(ReferralEvent.id)).all()
    return [(event.what, event.who) for event in found]


def outgoing(engine):
    with reading(engine) as session:
        return session.scalars(select(Outgoing).where(Outgoing.what != EventKind.CREATED).order_by(Outgoing.id)).all()


def guess(engine, code=NOBODYS_CODE, passphrase=WRONG, now=NOW):
    with pytest.raises(NoSuchCaseError) as refused:
        family.find(engine, code, passphrase, now)
    return str(refused.value)


def at_once(engine, receipt, *deeds):
    """Do these at the same moment; return what each returned or raised.

    The case is kept from them until all have come as far as they can without it, so that they do meet there.
    """

    def one(deed):
        try:
            return deed()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as threads:
        with writing(engine) as session:
            session.scalars(
                select(Referral).where(Referral.reference_code == receipt.reference_code).with_for_update()
            ).one()
            done = [threads.submit(one, deed) for deed in deeds]
            time.sleep(0.6)
        return [each.result() for each in done]


def test_a_family_finds_what_it_sent_and_where_the_case_stands(engine):
    receipt = submitted(engine, name_or_alias="Kas", council_or_school="Barnshire")

    case = find(engine, receipt)

    assert (case.reference_code, case.state, case.created_at) == (receipt.reference_code, ReferralState.NEW, NOW)
    assert (case.reply_by, case.due_on) == (
        receipt.reply_by,
        datetime.date(2026, 12, 7),
    )  # 10 working days from the 23rd
    assert case.delete_after == NOW + datetime.timedelta(days=365)
    assert (case.outcome, case.has_owner, case.entries) == (None, False, ())
    assert (case.told_us.name_or_alias, case.told_us.council_or_school) == ("Kas", "Barnshire")
    assert (case.told_us.contact, case.told_us.message) == ("07700 900123", TYPED)
    assert (case.told_us.contact_when, case.told_us.access_needs) == ("", "")
    assert case.snapshot == a_referral().snapshot


def test_code_and_passphrase_open_the_case_however_they_are_typed(engine):
    receipt = submitted(engine)

    case = family.find(
        engine,
        f" {receipt.reference_code.lower().replace('-', ' ')} ",
        f" {receipt.passphrase.upper().replace(' ', '-')} ",
        LATER,
    )

    assert case.reference_code == receipt.reference_code


def test_messages_to_and_from_the_family_are_shown_in_order_and_notes_never(engine):
    receipt = submitted(engine)
    ana = signed_in(engine, "ana")
    write_entry(engine, receipt, EntryKind.NOTE, "A note of ours", ana)
    write_entry(engine, receipt, EntryKind.TO_FAMILY, "We have read it.", ana)
    add(engine, receipt, "Thank you.")

    case = find(engine, receipt)

    assert [(entry.kind, entry.at, entry.text) for entry in case.entries] == [
        (EntryKind.TO_FAMILY, NOW, "We have read it."),
        (EntryKind.FROM_FAMILY, LATER, "Thank you."),
    ]


def test_a_family_learns_that_somebody_has_the_case_and_not_who(engine):
    receipt = submitted(engine)
    ana = signed_in(engine, "anastasia")
    write_entry(engine, receipt, EntryKind.TO_FAMILY, "We have read it.", ana)
    put_into(engine, receipt, ReferralState.CLOSED, owner_id=ana.account_id, outcome=Outcome.ADVICE_GIVEN)

    case = find(engine, receipt)

    assert case.has_owner
    assert case.outcome is Outcome.ADVICE_GIVEN
    everything = (*(getattr(case, name) for name in case.__dataclass_fields__), *(entry.text for entry in case.entries))
    assert "anastasia" not in str(everything).casefold()


def test_a_case_shows_nothing_typed_in_its_text(engine):
    receipt = submitted(engine, name_or_alias=TYPED, snapshot={"turns": [TYPED]})
    add(engine, receipt, TYPED)

    assert TYPED not in repr(find(engine, receipt))


def test_unknown_code_wrong_passphrase_and_no_code_are_told_in_the_same_words(engine):
    receipt = submitted(engine)
    other = submitted(engine, "second")

    told = {
        guess(engine),
        guess(engine, receipt.reference_code),
        guess(engine, receipt.reference_code, ""),
        guess(engine, receipt.reference_code, other.passphrase),
        guess(engine, "what is this", receipt.passphrase),
        guess(engine, "", ""),
    }

    assert told == {"We cannot find a case with that code and passphrase. Check both, and try again."}


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_is_done_with_a_wrong_passphrase(engine, name):
    receipt = submitted(engine)
    code = receipt.reference_code
    before = find(engine, receipt)

    with pytest.raises(NoSuchCaseError):
        match name:
            case "find":
                family.find(engine, code, WRONG, NOW)
            case "add":
                family.add(engine, code, WRONG, NOW, text=TYPED, idempotency_key=a_key())
            case "withdraw":
                family.withdraw(engine, code, WRONG, NOW)
            case "export":
                family.export_json(engine, code, WRONG, NOW)
            case "delete":
                family.delete(engine, code, WRONG, NOW)

    assert events(engine) == [(EventKind.CREATED, FAMILY), (EventKind.READ, FAMILY)]
    assert find(engine, receipt) == before


def test_an_unknown_code_takes_as_long_as_a_wrong_passphrase(engine):
    receipt = submitted(engine)

    def cost(code):
        """Seconds of processor, of the quicker of two tries: other programs do not count."""
        seconds = []
        for _ in range(2):
            started = time.process_time()
            guess(engine, code)
            seconds.append(time.process_time() - started)
        return min(seconds)

    known, unknown = cost(receipt.reference_code), cost(NOBODYS_CODE)

    assert unknown > known / 2


def test_case_without_a_passphrase_cannot_be_opened(engine):
    receipt = submitted(engine)
    put_into(engine, receipt, ReferralState.NEW, passphrase_hash=None)

    for passphrase in (receipt.passphrase, "", "no referral has this passphrase"):
        guess(engine, receipt.reference_code, passphrase)


@pytest.mark.parametrize("is_known", [True, False])
def test_five_wrong_tries_block_a_code_whether_or_not_it_exists(engine, is_known):
    receipt = submitted(engine)
    code = receipt.reference_code if is_known else NOBODYS_CODE
    for _ in range(MOST_TRIES):
        guess(engine, code)

    with pytest.raises(TooManyTriesError, match="Try again later") as refused:
        family.find(engine, code, receipt.passphrase, NOW)

    assert refused.value.until == NOW + WINDOW


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_is_done_with_a_blocked_code_even_with_the_right_passphrase(engine, name):
    receipt = submitted(engine)
    for _ in range(MOST_TRIES):
        guess(engine, receipt.reference_code)

    with pytest.raises(TooManyTriesError):
        DEEDS[name](engine, receipt, now=NOW)

    assert events(engine) == [(EventKind.CREATED, FAMILY)]
    assert find(engine, receipt, now=NOW + WINDOW).state is ReferralState.NEW


def test_a_right_try_forgets_the_wrong_ones_before_it(engine):
    receipt = submitted(engine)
    for _ in range(MOST_TRIES - 1):
        guess(engine, receipt.reference_code)

    find(engine, receipt, now=NOW)

    assert count(engine, Attempt) == 0
    for _ in range(MOST_TRIES):
        guess(engine, receipt.reference_code)


def test_a_guessing_run_over_many_codes_blocks_every_look_up(engine):
    receipt = submitted(engine)
    with writing(engine) as session:
        for number in range(MOST_TRIES_OVERALL):
            count_try(session, f"code {number}", NOW)

    with pytest.raises(TooManyTriesError) as refused:
        find(engine, receipt, now=NOW)

    assert refused.value.until == NOW + WINDOW


def test_many_guesses_at_once_get_no_more_tries_than_one_after_another(engine):
    receipt = submitted(engine)

    refused = at_once(engine, receipt, *[lambda: family.find(engine, receipt.reference_code, WRONG, NOW)] * 10)

    kinds = [type(each) for each in refused]
    assert (kinds.count(NoSuchCaseError), kinds.count(TooManyTriesError)) == (MOST_TRIES, 10 - MOST_TRIES)


def test_what_cannot_be_a_code_is_not_kept_even_as_a_digest(engine):
    receipt = submitted(engine)

    guess(engine, receipt.passphrase, receipt.reference_code)

    assert count(engine, Attempt) == 0


def test_every_deed_is_in_the_audit_once(engine):
    receipt = submitted(engine)

    for deed in DEEDS.values():
        deed(engine, receipt)

    assert events(engine) == [
        (what, FAMILY)
        for what in (
            EventKind.CREATED,
            EventKind.READ,
            EventKind.ADDED_BY_FAMILY,
            EventKind.WITHDRAWN,
            EventKind.EXPORTED,
            EventKind.DELETED,
        )
    ]


def test_audit_and_logs_hold_nothing_that_was_typed(engine, caplog):
    caplog.set_level(logging.DEBUG)
    receipt = submitted(engine)
    guess(engine, receipt.reference_code, TYPED)
    add(engine, receipt, TYPED)
    withdraw(engine, receipt)
    delete(engine, receipt)

    with reading(engine) as session:
        details = [event.detail for event in session.scalars(select(ReferralEvent).order_by(ReferralEvent.id))]
    assert details[1:] == [{"state": "new"}, {"was": "new"}, {"why": "asked", "state": "withdrawn"}]
    assert TYPED not in caplog.text


@pytest.mark.parametrize(("text", "told"), [(" \n ", "Write what"), ("x" * 5_001, "5,001 characters long")])
def test_text_that_cannot_be_added_is_told_plainly_and_uses_no_try(engine, text, told):
    with pytest.raises(TextNotAddedError, match=told) as refused:
        family.add(engine, NOBODYS_CODE, WRONG, NOW, text=text, idempotency_key=a_key())

    assert "xx" not in str(refused.value)
    assert count(engine, Attempt) == 0


def test_added_text_comes_back_as_it_was_written(engine):
    receipt = submitted(engine)
    words = "Zoë said “no” – نعم 👩‍👧\n100% '; DROP TABLE case_entry; --"

    add(engine, receipt, words)

    assert find(engine, receipt).entries[0].text == words


def test_same_key_adds_once_and_tells_advocates_once(engine):
    receipt = submitted(engine)

    add(engine, receipt, "They wrote again.")
    add(engine, receipt, "sent again")

    assert [entry.text for entry in find(engine, receipt).entries] == ["They wrote again."]
    assert len(outgoing(engine)) == 1


def test_only_a_digest_of_the_key_is_kept(engine):
    add(engine, submitted(engine), key="secret")

    with reading(engine) as session:
        assert session.scalars(select(CaseEntry.idempotency_key)).one() == digest_of_key(a_key("secret"))


def test_same_key_at_the_same_moment_adds_once(engine):
    receipt = submitted(engine)

    assert at_once(engine, receipt, *[lambda: add(engine, receipt)] * 4) == [None] * 4

    assert count(engine, CaseEntry) == 1
    assert len(outgoing(engine)) == 1
    assert [what for what, _ in events(engine)] == [EventKind.CREATED, EventKind.ADDED_BY_FAMILY]


def test_a_repeat_after_the_case_was_closed_is_no_error(engine):
    receipt = submitted(engine)
    add(engine, receipt)
    put_into(engine, receipt, ReferralState.CLOSED)

    add(engine, receipt)

    assert count(engine, CaseEntry) == 1


def test_key_of_another_case_is_refused_rather_than_losing_what_was_written(engine):
    add(engine, submitted(engine))
    second = submitted(engine, "second")

    with pytest.raises(ValueError, match="another case"):
        add(engine, second)


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_key_that_could_collide_is_refused(engine, key):
    with pytest.raises(ValueError, match="expected 16 to 100"):
        family.add(engine, NOBODYS_CODE, WRONG, NOW, text="Hello", idempotency_key=key)


@pytest.mark.parametrize("state", [ReferralState.CLOSED, ReferralState.WITHDRAWN])
def test_nothing_is_added_to_a_case_that_has_ended(engine, state):
    receipt = submitted(engine)
    put_into(engine, receipt, state)

    with pytest.raises(CaseEndedError, match="has ended"):
        add(engine, receipt)

    assert (count(engine, CaseEntry), outgoing(engine)) == (0, [])
    assert find(engine, receipt).state is state


@pytest.mark.parametrize(
    ("before", "has_owner", "after"),
    [
        (ReferralState.NEW, False, ReferralState.NEW),
        (ReferralState.CLAIMED, True, ReferralState.CLAIMED),
        (ReferralState.WAITING, True, ReferralState.WAITING),
        (ReferralState.ANSWERED, True, ReferralState.CLAIMED),
        (ReferralState.ANSWERED, False, ReferralState.ANSWERED),  # nobody's to look at: only a new claim makes it so
    ],
)
def test_an_answered_case_goes_back_to_its_advocate_when_the_family_adds(engine, before, has_owner, after):
    receipt = submitted(engine)
    owner = signed_in(engine, "ana", Role.ADVOCATE).account_id if has_owner else None
    put_into(engine, receipt, before, owner_id=owner)

    add(engine, receipt)

    assert (find(engine, receipt).state, find(engine, receipt).has_owner) == (after, has_owner)


@pytest.mark.parametrize(
    ("deed", "what"), [(add, EventKind.ADDED_BY_FAMILY), (withdraw, EventKind.WITHDRAWN)], ids=["add", "withdraw"]
)
def test_advocates_are_told_of_what_a_family_did_by_code_and_urgency_alone(engine, deed, what):
    receipt = submitted(engine, urgency=Urgency.TODAY)

    deed(engine, receipt)

    (told,) = outgoing(engine)
    assert (told.reference_code, told.what, told.urgency) == (receipt.reference_code, what, Urgency.TODAY)
    assert (told.created_at, told.tries, told.try_after, told.trouble, told.sent_at) == (LATER, 0, LATER, "", None)


def test_a_withdrawn_case_leaves_the_queue_and_stays_kept(engine):
    receipt = submitted(engine)

    withdraw(engine, receipt)

    assert queue(engine) == []
    assert find(engine, receipt).state is ReferralState.WITHDRAWN
    assert find(engine, receipt).told_us.message == TYPED


def test_withdrawing_twice_withdraws_once(engine):
    receipt = submitted(engine)

    withdraw(engine, receipt)
    withdraw(engine, receipt)

    assert [what for what, _ in events(engine)] == [EventKind.CREATED, EventKind.WITHDRAWN]
    assert len(outgoing(engine)) == 1


def test_a_closed_case_stays_closed_when_its_family_withdraws(engine):
    receipt = submitted(engine)
    put_into(engine, receipt, ReferralState.CLOSED)

    with pytest.raises(CaseEndedError):
        withdraw(engine, receipt)

    assert find(engine, receipt).state is ReferralState.CLOSED


@pytest.mark.parametrize("state", [ReferralState.CLOSED, ReferralState.WITHDRAWN])
def test_a_case_that_has_ended_may_still_be_read_exported_and_deleted(engine, state):
    receipt = submitted(engine)
    put_into(engine, receipt, state)

    assert find(engine, receipt).state is state
    assert export(engine, receipt)["state"] == state
    delete(engine, receipt)
    assert count(engine, Referral) == 0


def test_export_is_all_that_is_kept(engine):
    receipt = submitted(engine, name_or_alias="Zoë")
    add(engine, receipt, "They wrote again.")

    text = family.export_json(engine, receipt.reference_code, receipt.passphrase, LATER)

    assert "Zoë" in text
    exported = json.loads(text)
    assert exported["you_told_us"]["message"] == TYPED
    assert [entry["text"] for entry in exported["written_since"]] == ["They wrote again."]
    assert exported["events"][-1]["what"] == "exported"


def test_a_deleted_case_is_gone_with_all_that_was_written_on_it(engine):
    receipt = submitted(engine)
    other = submitted(engine, "second")
    add(engine, receipt, "They wrote again.")
    add(engine, other, "Hello", key="other")

    delete(engine, receipt)

    guess(engine, receipt.reference_code, receipt.passphrase)
    assert [entry.text for entry in find(engine, other).entries] == ["Hello"]
    assert (count(engine, Referral), count(engine, CaseEntry)) == (1, 1)


def test_deleting_twice_at_once_deletes_once(engine):
    receipt = submitted(engine)

    done = at_once(engine, receipt, *[lambda: delete(engine, receipt)] * 3)

    assert sorted(type(each).__name__ for each in done) == ["NoSuchCaseError", "NoSuchCaseError", "NoneType"]
    assert [what for what, _ in events(engine)] == [EventKind.CREATED, EventKind.DELETED]


def test_adding_while_deleting_leaves_nothing_behind(engine):
    for number in range(4):
        receipt = submitted(engine, str(number))

        added, deleted = at_once(
            engine,
            receipt,
            lambda receipt=receipt, number=number: add(engine, receipt, key=f"added-{number}"),
            lambda receipt=receipt: delete(engine, receipt),
        )

        assert added is None or isinstance(added, NoSuchCaseError)
        assert deleted is None
        assert (count(engine, Referral), count(engine, CaseEntry)) == (0, 0)


def test_adding_while_withdrawing_ends_withdrawn(engine):
    owner = signed_in(engine, "ana").account_id
    for number in range(4):
        receipt = submitted(engine, str(number))
        put_into(engine, receipt, ReferralState.ANSWERED, owner_id=owner)

        added, withdrawn = at_once(
            engine,
            receipt,
            lambda receipt=receipt, number=number: add(engine, receipt, key=f"added-{number}"),
            lambda receipt=receipt: withdraw(engine, receipt),
        )

        case = find(engine, receipt)
        assert withdrawn is None
        assert (added is None, case.state) == (bool(case.entries), ReferralState.WITHDRAWN)
        assert added is None or isinstance(added, CaseEndedError)
