import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from assistant.casework.database import reading, writing
from assistant.casework.models import EventKind, Referral, ReferralEvent, ReferralState
from assistant.casework.referrals import FAMILY, by_code, delete_referral, export, find_by_key, prune, queue, submit
from assistant.service import ServiceSettings
from corpus.vocabulary import Urgency
from tests.assistant.casework.builders import NOW, SERVICE, TYPED, a_key, a_referral, submitted

DAY = datetime.timedelta(days=1)


def count(engine, what=Referral):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(what))


def events(engine, code):
    with reading(engine) as session:
        found = session.scalars(
            select(ReferralEvent).where(ReferralEvent.reference_code == code).order_by(ReferralEvent.id)
        )
        return [(event.what, event.who, event.detail) for event in found]


def put_into(engine, code, state):
    with writing(engine) as session:
        session.execute(update(Referral).where(Referral.reference_code == code).values(state=state))


def test_receipt_says_the_code_the_time_the_urgency_and_when_to_expect_a_reply(engine):
    receipt = submitted(engine, urgency=Urgency.TODAY)

    assert receipt.reference_code.startswith("SA-")
    assert receipt.created_at == NOW
    assert receipt.urgency is Urgency.TODAY
    assert receipt.reply_by == (
        "An advocate will reply within two working days. Your message is marked as one for today. "
        "If it cannot wait, phone 01234 567890."
    )


def test_same_key_stores_once_and_gives_the_same_receipt(engine):
    first = submitted(engine)

    again = submitted(engine, now=NOW + DAY, message="sent again")

    assert again == first
    assert count(engine) == 1
    assert len(events(engine, first.reference_code)) == 1


def test_same_key_from_eight_threads_stores_once(engine):
    together = Barrier(8)

    def one(_):
        together.wait()
        return submitted(engine)

    with ThreadPoolExecutor(8) as threads:
        receipts = set(threads.map(one, range(8)))

    assert len(receipts) == 1
    assert count(engine) == 1
    assert count(engine, ReferralEvent) == 1


def test_eight_keys_from_eight_threads_are_all_stored(engine):
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(lambda number: submitted(engine, str(number)), range(40)))

    assert len({receipt.reference_code for receipt in receipts}) == 40
    assert count(engine) == 40


def test_another_connection_sees_a_referral_once_its_receipt_is_given(engine, url, open_it):
    receipt = submitted(engine)

    assert find_by_key(open_it(url), a_key()) == receipt


def test_nothing_is_found_for_a_key_that_was_not_submitted(engine):
    assert find_by_key(engine, a_key()) is None


@pytest.mark.parametrize("key", ["", "short", "k" * 101])
def test_key_that_could_collide_is_refused(engine, key):
    with pytest.raises(ValueError, match="expected 16 to 100"):
        submit(engine, a_referral(), key, NOW, service=SERVICE)


def test_time_without_a_zone_is_refused(engine):
    with pytest.raises(ValueError, match="without a time zone"):
        submitted(engine, now=NOW.replace(tzinfo=None))

    assert count(engine) == 0


def test_referral_comes_back_as_it_was_sent(engine):
    words = "Zoë said “no” – نعم 👩‍👧 100% '; DROP TABLE referral; --"
    code = submitted(engine, message=words, snapshot={"turns": [words], "nul": "\x00"}).reference_code

    referral = by_code(engine, code, who="terminal:ana", now=NOW)

    assert referral.message == words
    assert referral.snapshot == {"turns": [words], "nul": "\x00"}
    assert (referral.state, referral.owner_id) == (ReferralState.NEW, None)
    assert referral.consented_at == NOW
    assert referral.delete_after == NOW + 365 * DAY


def test_code_is_found_however_it_is_typed(engine):
    code = submitted(engine).reference_code

    assert by_code(engine, f" {code.lower().replace('-', ' ')} ", who=FAMILY, now=NOW)


def test_every_read_is_in_the_audit(engine):
    code = submitted(engine).reference_code

    by_code(engine, code, who="terminal:ana", now=NOW)

    assert [(what, who) for what, who, _ in events(engine, code)] == [
        (EventKind.CREATED, FAMILY),
        (EventKind.READ, "terminal:ana"),
    ]


def test_a_read_by_nobody_is_refused(engine):
    code = submitted(engine).reference_code

    with pytest.raises(ValueError, match="who"):
        by_code(engine, code, who="", now=NOW)


def test_audit_holds_nothing_that_was_typed(engine):
    code = submitted(engine, name_or_alias=TYPED).reference_code
    export(engine, code, who=FAMILY, now=NOW)
    delete_referral(engine, code, who=FAMILY, now=NOW)

    assert TYPED not in str(events(engine, code))


@pytest.mark.parametrize("change", ["UPDATE referral_event SET who = 'nobody'", "DELETE FROM referral_event"])
def test_audit_refuses_changes(engine, change):
    code = submitted(engine).reference_code

    with pytest.raises(DBAPIError, match="append-only"), engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(change))

    assert events(engine, code)[0][1] == FAMILY


def test_audit_refuses_being_replaced_or_emptied(engine):
    code = submitted(engine).reference_code
    replace = (
        "TRUNCATE referral_event"
        if engine.dialect.name == "postgresql"
        else "INSERT OR REPLACE INTO referral_event VALUES (1, 'SA-', '2026-11-21', 'nobody', 'read', '{}')"
    )

    with pytest.raises(DBAPIError, match="append-only"), engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(replace))

    assert events(engine, code)[0][1] == FAMILY


def test_export_is_all_that_was_sent_as_plain_json(engine):
    code = submitted(engine, name_or_alias="Kas").reference_code

    exported = json.loads(json.dumps(export(engine, code, who=FAMILY, now=NOW)))

    assert exported["you_told_us"]["name_or_alias"] == "Kas"
    assert exported["you_told_us"]["message"] == TYPED
    assert exported["you_saw"] == a_referral().snapshot
    assert exported["you_agreed_to"]["wording"] == a_referral().consent_wording
    assert [event["what"] for event in exported["events"]] == ["created", "exported"]


def test_export_of_an_unknown_code_is_none(engine):
    assert export(engine, "SA-2222-2222-2222", who=FAMILY, now=NOW) is None


def test_export_leaves_out_only_what_is_the_services_own(engine):
    code = submitted(engine).reference_code

    exported = export(engine, code, who=FAMILY, now=NOW)

    flat = {*exported, *exported["you_told_us"]}
    own = {"id", "idempotency_key", "passphrase_hash", "owner_id"}
    renamed = {"consent_wording", "consented_at", "snapshot"}
    assert {column.name for column in Referral.__table__.columns} - flat == own | renamed


def test_deleted_referral_leaves_only_its_audit(engine):
    code = submitted(engine).reference_code

    assert delete_referral(engine, code, who=FAMILY, now=NOW)

    assert by_code(engine, code, who=FAMILY, now=NOW) is None
    assert find_by_key(engine, a_key()) is None
    assert events(engine, code)[-1] == (EventKind.DELETED, FAMILY, {"why": "asked", "state": "new"})


def test_deleting_twice_deletes_once(engine):
    code = submitted(engine).reference_code

    assert [delete_referral(engine, code, who=FAMILY, now=NOW) for _ in range(2)] == [True, False]


def test_one_family_s_code_deletes_no_other_s(engine):
    code = submitted(engine).reference_code
    submitted(engine, "second")

    delete_referral(engine, code, who=FAMILY, now=NOW)

    assert find_by_key(engine, a_key("second"))


def test_prune_erases_what_is_past_its_time_and_nothing_else(engine):
    old = submitted(engine, "old").reference_code
    answered = submitted(engine, "answered").reference_code
    submitted(engine, "new", now=NOW + DAY)
    put_into(engine, answered, ReferralState.ANSWERED)

    pruned = prune(engine, NOW + 365 * DAY)

    assert (pruned.referrals, pruned.unanswered, pruned.feedback) == (2, 1, 0)
    assert find_by_key(engine, a_key("new"))
    assert events(engine, old)[-1] == (EventKind.DELETED, "retention", {"why": "retention", "state": "new"})


def test_retention_is_the_one_that_stood_when_the_family_was_told(engine):
    submit(engine, a_referral(), a_key(), NOW, service=ServiceSettings(retention_days=30))

    assert prune(engine, NOW + 29 * DAY).referrals == 0
    assert prune(engine, NOW + 30 * DAY).referrals == 1


def test_queue_is_most_urgent_first_then_longest_waiting(engine):
    for key, urgency, hours in [
        ("routine", Urgency.ROUTINE, 9),
        ("today-later", Urgency.TODAY, 1),
        ("today-earlier", Urgency.TODAY, 2),
        ("week", Urgency.WITHIN_A_WEEK, 8),
    ]:
        submitted(engine, key, now=NOW - datetime.timedelta(hours=hours), urgency=urgency)

    order = [entry.reference_code for entry in queue(engine)]

    expected = ["today-earlier", "today-later", "week", "routine"]
    assert order == [find_by_key(engine, a_key(key)).reference_code for key in expected]


def test_queue_leaves_out_what_is_closed_unless_asked(engine):
    put_into(engine, submitted(engine).reference_code, ReferralState.CLOSED)

    assert queue(engine) == []
    assert len(queue(engine, with_closed=True)) == 1


def test_a_stored_referral_shows_nothing_personal_in_its_text(engine):
    referral = by_code(engine, submitted(engine).reference_code, who=FAMILY, now=NOW)

    assert TYPED not in repr(referral)
