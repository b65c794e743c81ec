import datetime
import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from assistant.casework.attempts import MOST_TRIES, MOST_TRIES_OVERALL, WINDOW, cleared, count_try
from assistant.casework.database import reading, writing
from assistant.casework.models import Attempt
from tests.assistant.casework.builders import NOW

MINUTE = datetime.timedelta(minutes=1)


def try_at(engine, key="one", now=NOW):
    with writing(engine) as session:
        return count_try(session, key, now)


def try_often(engine, times, now=NOW):
    """Try so many keys, each of them once, in one transaction."""
    with writing(engine) as session:
        return [count_try(session, f"key {number}", now) for number in range(times)]


def kept(engine):
    with reading(engine) as session:
        return session.scalars(select(Attempt).order_by(Attempt.id)).all()


def test_five_tries_are_allowed_and_the_sixth_is_not(engine):
    allowed = [try_at(engine, now=NOW + number * MINUTE) for number in range(MOST_TRIES)]

    assert allowed == [None] * 5
    assert try_at(engine, now=NOW + 5 * MINUTE) == NOW + WINDOW  # 15 minutes after the first


def test_block_ends_when_the_first_try_is_fifteen_minutes_old(engine):
    for number in range(MOST_TRIES):
        try_at(engine, now=NOW + number * MINUTE)

    # the tries at 1, 2, 3 and 4 minutes still count: there is room for one
    assert try_at(engine, now=NOW + WINDOW - MINUTE) == NOW + WINDOW
    assert try_at(engine, now=NOW + WINDOW) is None
    assert try_at(engine, now=NOW + WINDOW) == NOW + WINDOW + MINUTE


def test_tries_while_blocked_do_not_make_the_block_longer(engine):
    for _ in range(MOST_TRIES):
        try_at(engine)

    for _ in range(3):
        try_at(engine, now=NOW + 10 * MINUTE)

    assert len(kept(engine)) == MOST_TRIES
    assert try_at(engine, now=NOW + WINDOW) is None


def test_one_blocked_key_blocks_no_other(engine):
    for _ in range(MOST_TRIES):
        try_at(engine, "one")

    assert try_at(engine, "another") is None


def test_a_try_that_was_right_forgets_those_at_its_key_and_no_other(engine):
    for key in ("one", "another"):
        for _ in range(MOST_TRIES):
            try_at(engine, key)

    with writing(engine) as session:
        cleared(session, "one")

    assert try_at(engine, "one") is None
    assert try_at(engine, "another") == NOW + WINDOW


def test_two_hundred_tries_over_all_keys_block_every_key(engine):
    assert try_often(engine, MOST_TRIES_OVERALL) == [None] * 200

    assert try_at(engine, "never tried before", NOW + MINUTE) == NOW + WINDOW
    assert try_at(engine, "never tried before", NOW + WINDOW) is None


def test_of_two_blocks_the_longer_is_told(engine):
    for _ in range(MOST_TRIES):
        try_at(engine, now=NOW + MINUTE)
    try_often(engine, MOST_TRIES_OVERALL - MOST_TRIES, now=NOW)

    # over all keys: the oldest of 200 is from NOW; at this key: the oldest of five is from a minute later
    assert try_at(engine, now=NOW + 2 * MINUTE) == NOW + MINUTE + WINDOW


def test_old_tries_are_deleted_on_the_way(engine):
    try_often(engine, 20)

    try_at(engine, now=NOW + WINDOW)

    assert len(kept(engine)) == 1


def test_what_is_kept_is_a_digest_and_a_moment(engine):
    try_at(engine, "SA-2222-2222-2222")

    (attempt,) = kept(engine)
    assert (attempt.at_what, attempt.at) == (hashlib.sha256(b"SA-2222-2222-2222").hexdigest(), NOW)


def test_many_tries_at_once_are_as_limited_as_one_after_another(engine):
    together = Barrier(12)

    def one(_):
        together.wait()
        return try_at(engine)

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(one, range(12)))

    assert (answers.count(None), answers.count(NOW + WINDOW)) == (MOST_TRIES, 12 - MOST_TRIES)


def test_time_without_a_zone_is_refused(engine):
    with pytest.raises(ValueError, match="without a time zone"):
        try_at(engine, now=NOW.replace(tzinfo=None))
