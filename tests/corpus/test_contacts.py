import pytest

from corpus.contacts import load_contacts
from corpus.errors import ContentError
from tests.builders import contacts_fields, write_yaml


@pytest.fixture
def path(tmp_path):
    return tmp_path / "contacts.yaml"


def an_emergency(**fields):
    return [{"id": "999", "name": "Emergency", "for": "Danger now.", "shown": "999"} | fields]


def test_contacts_are_read_in_the_order_shown(path):
    contacts = load_contacts(write_yaml(path, contacts_fields()))

    (contact,) = contacts.emergency
    assert contacts.by_id == {"999": contact}
    assert (contact.purpose, contact.dial, contact.url) == ("Danger now.", "tel:999", None)
    assert contacts.nations[0].nation == "Wales"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"emergency": []}, "emergency: found []; expected: tuple should have at least 1 item after validation, not 0"),
        (
            {"emergency": an_emergency(dial="999")},
            "emergency[0].dial: found '999'; expected: string should match pattern",
        ),
        (
            {"emergency": an_emergency(dial="tel:999\n")},
            "emergency[0].dial: found 'tel:999\\n'; expected: string should",
        ),
        (
            {"emergency": an_emergency(url="http://x")},
            "emergency[0].url: found 'http://x'; expected: string should match",
        ),
        (
            {"emergency": an_emergency(purpose="x")},
            "emergency[0].purpose: found the unknown field 'purpose'; expected on",
        ),
        (
            {"emergency": an_emergency(fro="x")},
            "emergency[0].fro: found the unknown field 'fro'; expected 'for'; correct",
        ),
        ({"review_by": None}, "review_by: found None; expected: input should be a valid date; correct it"),
    ],
)
def test_a_faulty_contact_is_told(path, fields, expected):
    write_yaml(path, contacts_fields(**fields))

    with pytest.raises(ContentError) as caught:
        load_contacts(path)

    (fault,) = caught.value.faults
    assert fault.startswith(f"{path}, line ")
    assert f", {expected}" in fault
