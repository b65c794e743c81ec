"""A valid referral and its surroundings; a test overrides what it is about."""

import datetime
from typing import Any

from sqlalchemy import Engine

from assistant.casework.new_referral import NewReferral
from assistant.casework.referrals import Receipt, submit
from assistant.service import ServiceSettings

NOW = datetime.datetime(2026, 11, 21, 23, 4, tzinfo=datetime.UTC)
SERVICE = ServiceSettings(phone="01234 567890", reply_time="two working days")
TYPED = "Kassandra wrote this"


def a_key(name: str = "first") -> str:
    return f"a-key-for-tests-{name}"


def a_referral(**fields: Any) -> NewReferral:
    return NewReferral(
        **{
            "contact": "07700 900123",
            "message": TYPED,
            "consented": True,
            "consent_wording": "You may keep this and pass it to an advocate.",
            "snapshot": {"turns": [{"question": "They said no", "reply": {"status": "answer"}}], "corpus": "abc123"},
            **fields,
        }
    )


def submitted(engine: Engine, key: str = "first", now: datetime.datetime = NOW, **fields: Any) -> Receipt:
    return submit(engine, a_referral(**fields), a_key(key), now, service=SERVICE)
