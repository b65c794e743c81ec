import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.casework.accounts import add_account
from assistant.casework.conflicts import is_named, is_same, ties
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import Interest, InterestKind, Role
from tests.assistant.casework.builders import NOW

# declared on the register, named by a family
THE_SAME = [
    ("Birmingham City Council", "Birmingham City Council"),
    ("Birmingham City Council", "birmingham"),
    ("Birmingham City Council", "Birmigham council"),
    ("Birmingham City Council", "Brimingam"),
    ("Birmingham City Council", "BCC"),
    ("Birmingham City Council", "the BCC send team"),
    ("Birmingham City Council", "Bham LA"),
    ("Birmingham", "BCC"),
    ("BCC", "Bristol City Council"),
    ("Kent County Council", "Kent CC"),
    ("Kent County Council", "kent\nAshdown Primary School"),
    ("Ashdown Primary School", "Kent County Council, Ashdown Primary"),
    ("Ashdown Primary School", "my son goes to Ashdown in Kent"),
    ("Ashdown Primary School", "ASHDOWN PRIMARY"),
    ("Ashdown Primary School", "Ash down school"),
    ("Ashdown Primary School (governor)", "Ashdown"),
    ("Oakwood Primary where my sister teaches", "He is at Oakwood"),
    ("St Mary's Catholic Primary School", "Saint Marys RC primary"),
    ("St. Mary’s C of E Academy", "st marys"),
    ("St Mary's", "Mary's school"),
    ("London Borough of Hammersmith and Fulham", "LBHF"),
    ("London Borough of Hammersmith and Fulham", "Fulham"),
    ("LB Camden", "London Borough of Camden"),
    ("Royal Borough of Kensington & Chelsea", "RBKC"),
    ("Bath and North East Somerset Council", "BANES"),
    ("Bournemouth, Christchurch and Poole Council", "BCP"),
    ("Tower Hamlets", "LBTH"),
    ("Newcastle upon Tyne City Council", "Newcastle"),
    ("Stoke-on-Trent City Council", "Stoke on Trent"),
    ("City of York Council", "York LA"),
    ("Durham County Council", "County Durham"),
    ("Middlesbrough Council", "Middlesborough"),
    ("Leicestershire County Council", "Leics"),
    ("Hertfordshire County Council", "Herts"),
    ("City of London", "the City of London Corporation"),
    ("NHS", "Kent Community NHS Trust"),
    ("E-ACT", "E-Act academy, Leeds"),
    ("Ark Schools", "ark"),
    ("Oasis Community Learning", "Oasis Academy Hadley"),
    ("The Lea Primary School", "Lea school"),
    ("Sacré Cœur School", "Sacre coeur"),
    ("مدرسة النور", "النور"),
    ("West Sussex County Council", "Sussex"),
    ("Somerset and Dorset", "dorset"),
    ("Knet County Council", "Kent"),
    ("NHS", "n.h.s."),
]

OTHERS = [
    ("Ashdown Primary School", "Oakwood Primary School"),
    ("Kent County Council", "Essex County Council"),
    ("Kent County Council", "ECC"),
    ("Birmingham City Council", "Manchester City Council"),
    ("London Borough of Camden", "London Borough of Barnet"),
    ("St Mary's Primary School", "St John's Primary School"),
    ("Royal Borough of Greenwich", "Royal Borough of Kingston upon Thames"),
    ("Hertfordshire County Council", "Herefordshire Council"),
    ("East Sussex County Council", "West Sussex County Council"),
    ("North Tyneside Council", "North Lincolnshire Council"),
    ("Northfield School", "Southfield School"),
    ("Green Park Academy", "Green Lane Academy"),
    ("Nottingham City Council", "Nottinghamshire County Council"),
    ("Derby City Council", "Derbyshire County Council"),
    ("Brent Council", "Stoke-on-Trent City Council"),
    ("Richmond upon Thames", "Kingston upon Thames"),
    ("Waltham Forest", "Bracknell Forest"),
    ("Cheshire East", "Cheshire West and Chester"),
    ("Ark Schools", "Art School"),
    ("City of London", "City of York"),
    ("Kent County Council", "the local authority"),
    ("Kent County Council", ""),
    ("", ""),
    ("school", "school"),
    ("???", "???"),
]


def an_advocate(engine, name):
    return add_account(
        engine,
        issuer="https://sign-in.example",
        subject=name,
        name=name,
        role=Role.ADVOCATE,
        now=NOW,
        who="terminal:tests",
    )


def declared(engine, about, account_id=None, ended_at=None, by=1):
    with writing(engine) as session:
        session.add(
            Interest(
                account_id=account_id,
                about=about,
                kind=InterestKind.OTHER,
                more="",
                declared_at=NOW,
                declared_by=by,
                ended_at=ended_at,
            )
        )


def found(engine, account_id, named):
    with reading(engine) as session:
        return [interest.about for interest in ties(session, account_id, named)]


@pytest.mark.parametrize(("on_the_register", "named"), THE_SAME)
def test_what_may_be_the_same_is_a_match_whichever_was_declared(on_the_register, named):
    assert is_same(on_the_register, named)
    assert is_same(named, on_the_register)


@pytest.mark.parametrize(("on_the_register", "named"), OTHERS)
def test_what_cannot_be_the_same_is_no_match_whichever_was_declared(on_the_register, named):
    assert not is_same(on_the_register, named)
    assert not is_same(named, on_the_register)


@pytest.mark.parametrize("text", ["", " \n", "?", "the school", "my council", "not sure", "N/A", "Don't know", "👍"])
def test_text_that_names_nobody_is_told_as_such(text):
    assert not is_named(text)


@pytest.mark.parametrize("text", ["Kent", "NHS", "City of London", "Lea", "مدرسة النور", "School 21"])
def test_text_that_names_somebody_is_told_as_such(text):
    assert is_named(text)


@given(st.text(max_size=300))
def test_any_text_that_names_somebody_matches_itself_and_no_other_text_does(text):
    assert is_same(text, text) is is_named(text)


def test_interests_of_this_account_and_of_the_whole_service_are_found(engine):
    me, colleague = an_advocate(engine, "ada"), an_advocate(engine, "ben")
    declared(engine, "Kent County Council", me.account_id)
    declared(engine, "Kent and Medway NHS", None)
    declared(engine, "Kent Academies Trust", colleague.account_id)

    tied = found(engine, me.account_id, "kent")

    assert tied == ["Kent County Council", "Kent and Medway NHS"]


def test_interest_that_has_ended_ties_nobody(engine):
    me = an_advocate(engine, "ada")
    declared(engine, "Kent County Council", me.account_id, ended_at=NOW - datetime.timedelta(days=1))

    assert found(engine, me.account_id, "Kent") == []


@pytest.mark.parametrize("named", ["", "?", "the local authority"])
def test_where_nothing_is_named_nobody_is_tied(engine, named):
    me = an_advocate(engine, "ada")
    declared(engine, "Kent County Council", me.account_id)
    declared(engine, "the local authority", None)

    assert found(engine, me.account_id, named) == []
