import pytest
from pydantic import ValidationError

from assistant.casework.new_referral import SNAPSHOT_LIMIT, NewReferral, field_messages
from corpus.vocabulary import HandoffReason, Urgency
from tests.assistant.casework.builders import TYPED, a_referral


def messages(**fields):
    with pytest.raises(ValidationError) as caught:
        a_referral(**fields)
    return field_messages(caught.value)


def test_only_a_way_to_reach_them_and_consent_are_needed():
    new = NewReferral(contact="by text", consented=True, consent_wording="You may keep this.")

    assert (new.reason, new.urgency) == (HandoffReason.ASKED_FOR_PERSON, Urgency.ROUTINE)


@pytest.mark.parametrize("contact", ["", "   ", "\x00\n"])
def test_no_way_to_reach_them_is_told_in_a_sentence(contact):
    assert messages(contact=contact) == {
        "contact": "Tell us how to reach you: a phone number, an e-mail address or another way."
    }


def test_no_consent_is_told_in_a_sentence():
    assert list(messages(consented=False)) == ["consented"]


def test_every_field_that_is_wrong_is_told_at_once():
    assert list(messages(contact="", consented=False, name_or_alias="n" * 301)) == [
        "contact",
        "name_or_alias",
        "consented",
    ]


def test_length_is_told_with_both_numbers():
    assert messages(message="m" * 5_001) == {
        "message": "This is 5,001 characters long and there is room for 5,000. Please shorten it."
    }


def test_control_characters_and_broken_surrogates_are_taken_out():
    new = a_referral(message="one\r\ntwo\x00\x1b[31m \ud800 café 👨‍👩‍👧")

    assert new.message == "one\ntwo[31m ? café 👨‍👩‍👧"


def test_snapshot_is_kept_as_the_database_will_give_it_back():
    assert a_referral(snapshot={"turns": ("one",)}).snapshot == {"turns": ["one"]}


def test_snapshot_that_is_too_large_is_told_in_a_sentence():
    assert "Leave out some" in messages(snapshot={"text": "x" * SNAPSHOT_LIMIT})["snapshot"]


def deep():
    nested: dict = {}
    for _ in range(100_000):
        nested = {"in": nested}
    return nested


@pytest.mark.parametrize(
    "fields",
    [
        {"snapshot": {"when": object()}},
        {"snapshot": {"number": float("nan")}},
        {"snapshot": ["not", "a", "mapping"]},
        {"snapshot": deep()},
        {"reason": "no_such_reason"},
        {"consent_wording": ""},
        {"unknown": "field"},
    ],
    ids=["object", "nan", "list", "deep", "reason", "no wording", "unknown field"],
)
def test_a_fault_of_ours_is_raised_and_not_blamed_on_the_family(fields):
    with pytest.raises(ValidationError) as caught:
        a_referral(**fields)

    with pytest.raises(ValidationError):
        field_messages(caught.value)


def test_neither_its_text_nor_its_error_quotes_the_family():
    with pytest.raises(ValidationError) as caught:
        a_referral(message=TYPED * 1_000)

    assert TYPED not in str(caught.value)
    assert TYPED not in repr(a_referral())
