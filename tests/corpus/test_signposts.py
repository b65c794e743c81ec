import re

import pytest

from corpus.contacts import load_contacts
from corpus.errors import ContentError
from corpus.guides import load_guides
from corpus.paths import CORPUS
from corpus.signposts import load_signposts
from corpus.sources import load_sources
from tests.builders import write_yaml

SHIPPED = load_signposts(CORPUS / "signposts.yaml")
SERVICE = {"id": "helper", "name": "Helper", "for": "Help.", "covers": "England", "checked_on": "2026-11-21"}


def written(tmp_path, *services):
    fields = {"checked_on": "2026-11-21", "review_by": "2027-11-21", "services": list(services)}
    return write_yaml(tmp_path / "signposts.yaml", fields)


def test_a_service_may_have_neither_number_nor_address(tmp_path):
    (service,) = load_signposts(written(tmp_path, SERVICE)).services

    assert (service.purpose, service.url, service.phone) == ("Help.", None, None)


@pytest.mark.parametrize(
    ("services", "told"),
    [
        ([], "services"),
        ([SERVICE, SERVICE | {"name": "Other"}], "found 'helper' twice"),
        ([SERVICE, SERVICE | {"id": "other", "name": "HELPER"}], "found 'helper' twice"),
        ([SERVICE | {"url": "http://helper.example"}], "url"),
        ([SERVICE | {"telephone": "0123"}], "telephone"),
    ],
)
def test_a_fault_names_its_line_and_cure(tmp_path, services, told):
    with pytest.raises(ContentError, match=r"signposts\.yaml, line \d+") as caught:
        load_signposts(written(tmp_path, *services))

    assert told in str(caught.value)


def test_the_shipped_directory_is_checked_every_year():
    assert len(SHIPPED.services) > 100
    assert SHIPPED.checked_on < SHIPPED.review_by
    assert all(service.checked_on <= SHIPPED.checked_on for service in SHIPPED.services)


def test_a_number_of_the_directory_can_be_dialled():
    for service in SHIPPED.services:
        if service.phone:
            assert re.search(r"\d", service.phone), service.id


def test_emergency_numbers_are_those_of_the_contacts():
    # told in one place; the directory may repeat a crisis line, and then says the same
    emergency = {contact.name: contact.shown for contact in load_contacts(CORPUS / "contacts.yaml").emergency}

    for service in SHIPPED.services:
        if service.name in emergency and service.phone:
            assert service.phone.replace(" ", "") in emergency[service.name].replace(" ", ""), service.id


def test_no_guide_gives_a_number_for_a_service_that_the_directory_gives_otherwise():
    numbers = {service.name.casefold(): service.phone for service in SHIPPED.services if service.phone}
    guides = load_guides([CORPUS / "guides"], load_sources(CORPUS / "sources.yaml")).guides.values()

    for guide in guides:
        for signpost in guide.signposts:
            known = numbers.get(signpost.name.casefold())
            if known and signpost.phone:
                told = {re.sub(r"\D", "", part) for part in re.split(r"[,;/]| or ", signpost.phone)}
                assert told & {re.sub(r"\D", "", part) for part in re.split(r"[,;/]| or ", known)}, (
                    guide.id,
                    signpost.name,
                )
