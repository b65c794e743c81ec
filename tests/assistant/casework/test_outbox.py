import datetime
import smtplib
import threading

import pytest
from sqlalchemy import select

from assistant.casework import outbox
from assistant.casework.database import reading, writing
from assistant.casework.models import EventKind, Outgoing
from assistant.casework.outbox import Delivered, Waiting, deliver, put, waiting
from assistant.casework.trouble import CaseworkUnavailableError
from corpus.vocabulary import Urgency
from tests.assistant.casework.builders import NOW

CODE = "SA-7KQM-2XWD-9HTR"
A_LITTLE = datetime.timedelta(seconds=5)  # longer than any of these calls takes


def later(**units):
    return NOW + datetime.timedelta(**units)


def put_one(engine, code=CODE, now=NOW):
    with writing(engine) as session:
        put(session, code, EventKind.CREATED, Urgency.TODAY, now)


def rows(engine):
    with reading(engine) as session:
        return session.scalars(select(Outgoing).order_by(Outgoing.id)).all()


class Server:
    """Takes e-mails, or raises what it is given for a code."""

    def __init__(self, *, failing=(), error=None):
        self.taken = []
        self._failing = failing
        self._error = error or smtplib.SMTPServerDisconnected("SA-7KQM-2XWD-9HTR was not taken")

    def __call__(self, outgoing):
        if outgoing.reference_code in self._failing:
            raise self._error
        self.taken.append(outgoing.reference_code)


def test_what_is_put_is_sent_once(engine):
    put_one(engine)
    server = Server()

    assert deliver(engine, server, NOW) == Delivered(sent=1, failed=0)
    assert deliver(engine, server, later(days=1)) == Delivered(sent=0, failed=0)

    assert server.taken == [CODE]
    [row] = rows(engine)
    assert NOW <= row.sent_at < NOW + A_LITTLE
    assert (row.tries, row.trouble) == (1, "")


def test_what_the_callers_transaction_undoes_is_not_sent(engine):
    def undone():
        with writing(engine) as session:
            put(session, CODE, EventKind.CREATED, Urgency.TODAY, NOW)
            raise KeyError

    with pytest.raises(KeyError):
        undone()

    assert deliver(engine, Server(), NOW) == Delivered(sent=0, failed=0)


def test_it_is_not_sent_before_its_time(engine):
    put_one(engine, now=later(minutes=1))

    assert deliver(engine, Server(), NOW) == Delivered(sent=0, failed=0)
    assert deliver(engine, Server(), later(minutes=1)) == Delivered(sent=1, failed=0)


def test_longest_due_is_sent_first_and_no_more_than_asked(engine):
    for minutes, code in ((2, "third"), (0, "first"), (1, "second")):
        put_one(engine, code, later(minutes=minutes))
    server = Server()

    assert deliver(engine, server, later(minutes=5), most=2) == Delivered(sent=2, failed=0)
    assert server.taken == ["first", "second"]


def test_failures_are_tried_after_1_5_15_60_minutes_then_hourly_and_never_given_up(engine):
    put_one(engine)
    server = Server(failing=[CODE])
    moment = NOW

    waits = []
    for _ in range(8):
        assert deliver(engine, server, moment) == Delivered(sent=0, failed=1)
        [row] = rows(engine)
        waits.append(round((row.try_after - moment) / datetime.timedelta(minutes=1)))
        assert deliver(engine, server, row.try_after - datetime.timedelta(seconds=1)) == Delivered(0, 0)
        moment = row.try_after

    assert waits == [1, 5, 15, 60, 60, 60, 60, 60]
    assert deliver(engine, Server(), moment) == Delivered(sent=1, failed=0)


def test_of_a_failure_only_its_kind_is_kept(engine):
    put_one(engine)

    deliver(engine, Server(failing=[CODE]), NOW)

    [row] = rows(engine)
    assert row.trouble == "SMTPServerDisconnected"
    assert row.sent_at is None


def test_kind_with_a_long_name_is_cut(engine):
    put_one(engine)
    error = type("E" * 300, (Exception,), {})()

    assert deliver(engine, Server(failing=[CODE], error=error), NOW) == Delivered(sent=0, failed=1)

    assert rows(engine)[0].trouble == "E" * 100


def test_trouble_is_forgotten_once_it_is_sent(engine):
    put_one(engine)
    deliver(engine, Server(failing=[CODE]), NOW)

    deliver(engine, Server(), later(hours=1))

    [row] = rows(engine)
    assert (row.trouble, row.tries) == ("", 2)


def test_one_that_fails_keeps_no_other_waiting(engine):
    put_one(engine, "bad")
    put_one(engine, "good")
    server = Server(failing=["bad"])

    assert deliver(engine, server, NOW) == Delivered(sent=1, failed=1)
    assert server.taken == ["good"]


def test_sending_holds_nobody_up(engine):
    put_one(engine)

    def send(_):
        put_one(engine, "written meanwhile")  # would wait for ever if a transaction were open

    assert deliver(engine, send, NOW, most=1) == Delivered(sent=1, failed=0)


def test_it_is_claimed_while_it_is_sent(engine):
    put_one(engine)
    inner = []

    def send(_):
        inner.append(deliver(engine, Server(), later(minutes=9)))

    assert deliver(engine, send, NOW) == Delivered(sent=1, failed=0)
    assert inner == [Delivered(sent=0, failed=0)]


def test_claim_counts_from_when_it_is_made_and_not_from_when_the_call_began(engine, monkeypatch):
    put_one(engine, "slow")
    put_one(engine, "next")
    seconds = iter(range(0, 10_000, 120))
    monkeypatch.setattr(outbox.time, "monotonic", lambda: next(seconds))
    claimed_until = []

    deliver(engine, lambda outgoing: claimed_until.append(outgoing.try_after), NOW)

    # started at 0; claims at 120 and, after the mark at 240, at 360 seconds
    assert claimed_until == [later(minutes=12), later(minutes=16)]


def test_what_was_cut_off_while_it_was_sent_is_sent_again_when_its_claim_has_ended(engine):
    put_one(engine)

    def killed(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(engine, killed, NOW)

    assert deliver(engine, Server(), later(minutes=9)) == Delivered(sent=0, failed=0)
    assert deliver(engine, Server(), later(minutes=11)) == Delivered(sent=1, failed=0)


def test_late_failure_does_not_undo_what_another_has_sent(engine):
    put_one(engine)

    def late(_):
        deliver(engine, Server(), later(minutes=11))
        raise TimeoutError

    deliver(engine, late, NOW)

    [row] = rows(engine)
    assert row.sent_at is not None and row.trouble == ""


def test_six_senders_at_once_send_each_once(engine):
    for number in range(20):
        put_one(engine, f"code-{number}")
    server, together, troubles = Server(), threading.Barrier(6), []

    def run():
        together.wait()
        try:
            deliver(engine, server, NOW)
        except CaseworkUnavailableError as error:  # SQLite's lock was not free in time: the next call goes on
            troubles.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(server.taken) == sorted(f"code-{number}" for number in range(20))
    assert not troubles


def test_sent_ones_are_removed_after_thirty_days_and_unsent_ones_never(engine):
    put_one(engine, "sent")
    put_one(engine, "unsent")
    server = Server(failing=["unsent"])
    deliver(engine, server, NOW)

    deliver(engine, server, later(days=29, hours=23))
    assert [row.reference_code for row in rows(engine)] == ["sent", "unsent"]

    deliver(engine, server, later(days=30, hours=1))
    assert [row.reference_code for row in rows(engine)] == ["unsent"]


def test_waiting_counts_what_is_unsent(engine):
    assert waiting(engine, NOW) == Waiting(unsent=0, in_trouble=0, longest=datetime.timedelta(0))
    put_one(engine, "sent", later(hours=-3))
    deliver(engine, Server(), NOW)
    put_one(engine, "bad", later(hours=-2))
    deliver(engine, Server(failing=["bad"]), NOW)
    put_one(engine, "new")

    assert waiting(engine, NOW) == Waiting(unsent=2, in_trouble=1, longest=datetime.timedelta(hours=2))


def test_row_that_is_erased_while_it_is_sent_is_no_trouble(engine):
    put_one(engine)

    def erase(outgoing):
        with writing(engine) as session:
            session.delete(session.get(Outgoing, outgoing.id))

    assert deliver(engine, erase, NOW) == Delivered(sent=1, failed=0)
