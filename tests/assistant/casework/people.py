"""Accounts for tests: one of each role, signed in."""

import datetime

from sqlalchemy import Engine

from assistant.casework.accounts import add_account, sign_in
from assistant.casework.desk_models import Role
from assistant.casework.rights import Person
from tests.assistant.casework.builders import NOW

PASSWORD = "three random words"


def signed_in(engine: Engine, name: str, role: Role = Role.ADVOCATE, now: datetime.datetime = NOW) -> Person:
    """Make an account and sign it in."""
    add_account(engine, subject=name, name=name.title(), role=role, now=now, who="terminal:tests", password=PASSWORD)
    return sign_in(engine, name, PASSWORD, now).person


def vouched_for(engine: Engine, name: str, role: Role = Role.ADVOCATE) -> Person:
    """Make an account for which an OpenID provider vouches, so that no sign-in of ours ends during a test."""
    return add_account(
        engine, subject=name, name=name.title(), role=role, now=NOW, who="terminal:tests", issuer="tests"
    )
