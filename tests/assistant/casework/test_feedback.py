import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from assistant.casework.database import reading
from assistant.casework.feedback import NewFeedback, store_feedback
from assistant.casework.models import Feedback, FeedbackKind
from assistant.casework.referrals import prune
from tests.assistant.casework.builders import NOW, SERVICE, a_key


def stored(engine):
    with reading(engine) as session:
        return session.scalars(select(Feedback)).all()


def test_feedback_is_kept_as_it_was_sent(engine):
    new = NewFeedback(
        kind=FeedbackKind.OPTION_MISSING,
        guide_ids=("refusal-to-assess",),
        statement_ids=("refusal-to-assess/reasons-in-writing",),
        comment=" Mediation\x00 is not there ",
    )

    store_feedback(engine, new, a_key(), NOW, service=SERVICE)

    [kept] = stored(engine)
    assert (kept.kind, kept.guide_ids, kept.comment) == (
        FeedbackKind.OPTION_MISSING,
        ["refusal-to-assess"],
        "Mediation is not there",
    )


def test_feedback_sent_eight_times_is_kept_once(engine):
    new = NewFeedback(kind=FeedbackKind.HARD_TO_UNDERSTAND)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: store_feedback(engine, new, a_key(), NOW, service=SERVICE), range(8)))

    assert len(stored(engine)) == 1


def test_feedback_is_erased_when_its_time_is_up(engine):
    store_feedback(engine, NewFeedback(kind=FeedbackKind.NOT_MY_SITUATION), a_key(), NOW, service=SERVICE)

    pruned = prune(engine, NOW + datetime.timedelta(days=365))

    assert pruned.feedback == 1
    assert stored(engine) == []


@pytest.mark.parametrize("fields", [{"kind": "rude"}, {"kind": "option_missing", "comment": "c" * 5_001}])
def test_feedback_outside_the_closed_set_is_refused(fields):
    with pytest.raises(ValidationError):
        NewFeedback(**fields)
