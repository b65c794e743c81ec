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
from assistant.casework.models import Referral, ReferralEvent
from assistant.casework.referrals import find_by_key
from corpus.paths import PROJECT


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
