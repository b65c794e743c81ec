"""Nothing whose receipt was shown is lost when the process is killed."""

import os
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select, text

from assistant.casework.database import reading
from assistant.casework.migrate import open_database
from assistant.casework.models import EventKind, Referral, ReferralEvent, ReferralState
from assistant.casework.referrals import find_by_key
from corpus.paths import PROJECT
from tests.assistant.casework.people import vouched_for


def killed_after(url: str, name: str, receipts: int, seconds: float) -> list[list[str]]:
    """Run the submit loop; kill it a moment after it has shown so many receipts. Returns all that it showed."""
    command = [sys.executable, "-m", "tests.assistant.casework.submit_loop", url, name]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=os.environ) as loop:
        assert loop.stdout
        lines = [loop.stdout.readline() for _ in range(receipts)]
        time.sleep(seconds)
        loop.kill()
        lines += loop.stdout.readlines()
    return [line.split() for line in lines if line.endswith("\n")]


@pytest.mark.timeout(120)
def test_every_receipt_shown_before_a_kill_is_in_the_database(url):
    moments = random.Random(2026)
    shown: list[list[str]] = []

    for run in range(4):
        shown += killed_after(url, f"run-{run}", moments.randrange(0, 30), moments.uniform(0, 0.2))

    engine = open_database(url)
    assert shown
    for key, code in shown:
        receipt = find_by_key(engine, key)
        assert receipt and receipt.reference_code == code
    with reading(engine) as session:
        kept = session.scalar(select(func.count()).select_from(Referral))
        noted = session.scalar(select(func.count()).select_from(ReferralEvent))
        if engine.dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    engine.dispose()
    assert noted == kept  # never a referral without its audit, nor the other way round
    assert len(shown) <= kept <= len(shown) + 4  # each kill may come between the commit and the receipt


def kill_while_working(url: str, kills: int, seed: int) -> None:
    """Kill a process at random moments while it makes referrals and claims them; then look what is there."""
    engine = open_database(url)
    people = [vouched_for(engine, f"advocate {number}") for number in range(3)]
    moments = random.Random(seed)
    receipts: dict[str, str] = {}
    claimed: dict[str, str] = {}
    for run in range(kills):
        accounts = [str(person.account_id) for person in people]
        command = [sys.executable, "-m", "tests.assistant.casework.work_loop", url, f"run-{run}", *accounts]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=os.environ) as loop:
            assert loop.stdout
            lines = [loop.stdout.readline()]  # from here on it is at work
            time.sleep(moments.uniform(0, 1.5))
            loop.kill()
            lines += loop.stdout.readlines()
        for what, one, other in (line.split() for line in lines if line.endswith("\n")):
            if what == "receipt":
                receipts[one] = other
            else:
                assert one not in claimed, "a case was claimed twice"
                claimed[one] = other
    assert receipts
    assert claimed
    for key, code in receipts.items():
        found = find_by_key(engine, key)
        assert found and found.reference_code == code
    with reading(engine) as session:
        kept = {each.reference_code: each for each in session.scalars(select(Referral))}
        events = session.scalars(select(ReferralEvent)).all()
        if engine.dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    made = [event.reference_code for event in events if event.what is EventKind.CREATED]
    taken = [event.reference_code for event in events if event.what is EventKind.CLAIMED]
    assert sorted(made) == sorted(kept)
    assert len(taken) == len(set(taken))
    assert set(taken) == {code for code, each in kept.items() if each.owner_id is not None}
    assert all((each.owner_id is None) == (each.state is ReferralState.NEW) for each in kept.values())
    assert all(str(kept[code].owner_id) == account for code, account in claimed.items())
    engine.dispose()


@pytest.mark.timeout(300)
def test_killed_at_work_nothing_shown_is_lost_and_nothing_is_claimed_twice(url):
    kill_while_working(url, kills=20 if url.startswith("sqlite") else 5, seed=2026)


@pytest.mark.soak
def test_killed_at_two_hundred_moments_nothing_shown_is_lost_and_nothing_is_claimed_twice(url):
    kill_while_working(url, kills=200, seed=2027)
