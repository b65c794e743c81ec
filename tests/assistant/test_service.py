import pytest

from assistant.service import ServiceSettings, load_service
from corpus.errors import ContentError
from corpus.paths import PROJECT
from corpus.vocabulary import Urgency


def loaded(tmp_path, content, **environment):
    path = tmp_path / "service.yaml"
    path.write_text(content, encoding="utf-8")
    return load_service(path, environment)


def faults(tmp_path, content, **environment):
    with pytest.raises(ContentError) as caught:
        loaded(tmp_path, content, **environment)
    return caught.value.faults


def test_shipped_file_sets_the_name_and_the_retention_only():
    service = load_service(PROJECT / "service.yaml", {})

    assert service == ServiceSettings()
    assert service.name == "SEND Assist"
    assert service.retention_days == 365


def test_shipped_file_shows_how_to_set_everything(tmp_path):
    shipped = (PROJECT / "service.yaml").read_text(encoding="utf-8")
    filled = "\n".join(
        line.removeprefix("# ") if line.split(":")[0].removeprefix("# ") in ServiceSettings.model_fields else line
        for line in shipped.splitlines()
    )

    assert loaded(tmp_path, filled).unset() == ()


def test_each_unset_setting_is_told_with_its_variable_and_what_the_page_says(tmp_path):
    unset = loaded(tmp_path, 'name: "X"\nemail: ""\nhours:\n').unset()

    assert [missing.field for missing in unset] == [
        "phone",
        "email",
        "hours",
        "reply_time",
        "data_controller",
        "complaints_route",
        "privacy_contact",
        "website",
    ]
    assert unset[0].variable == "SEND_ASSIST_PHONE"
    assert unset[0].page_says == "This service has not given a phone number."


def test_environment_overrides_the_file(tmp_path):
    service = loaded(
        tmp_path, 'phone: "01234 567890"\n', SEND_ASSIST_PHONE="020 7946 0000", SEND_ASSIST_RETENTION_DAYS="90"
    )

    assert (service.phone, service.retention_days) == ("020 7946 0000", 90)


def test_empty_override_counts_as_not_there(tmp_path):
    assert loaded(tmp_path, 'phone: "01234 567890"\n', SEND_ASSIST_PHONE=" ").phone == "01234 567890"


def test_file_may_lie_elsewhere(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text('name: "Ours"\n', encoding="utf-8")

    assert load_service(environment={"SEND_ASSIST_SERVICE": str(path)}).name == "Ours"


def test_missing_file_is_told():
    with pytest.raises(ContentError, match="there is no such file"):
        load_service(environment={"SEND_ASSIST_SERVICE": "/nowhere/service.yaml"})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name: X\nphone: 01234567\n", "line 2, phone: found 342391, not text; expected text; put it in quotes"),
        ("phone: ring us\n", "line 1, phone: found 'ring us'; expected a phone number"),
        ("email: somebody\n", "email: found 'somebody'; expected one e-mail address"),
        ("website: example.org\n", "expected an address that starts with https://"),
        ("retention_days: 10\n", "retention_days: found 10; expected: input should be greater than or equal to 30"),
        ('retention_days: "90"\n', "retention_days: found '90'; expected: input should be a valid integer"),
        ("fone: 1\n", "found the unknown field 'fone'; expected 'phone'"),
        ("- a list\n", "the file: found"),
        ("", "the file is empty"),
    ],
)
def test_fault_names_the_line_the_field_and_what_to_do(tmp_path, content, expected):
    [fault] = faults(tmp_path, content)

    assert "service.yaml" in fault
    assert expected in fault


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("SEND_ASSIST_PHONE", "ring us", "found 'ring us'; expected a phone number"),
        ("SEND_ASSIST_RETENTION_DAYS", "many", "valid integer"),
    ],
)
def test_fault_in_an_override_names_the_variable(tmp_path, variable, value, expected):
    [fault] = faults(tmp_path, 'name: "X"\n', **{variable: value})

    assert fault.startswith(f"environment variable {variable}: ")
    assert expected in fault


@pytest.mark.parametrize(
    ("settings", "urgency", "expected"),
    [
        ({}, Urgency.ROUTINE, "SEND Assist has not said how soon it replies."),
        ({"reply_time": "three working days"}, Urgency.ROUTINE, "An advocate will reply within three working days."),
        (
            {"phone": "020 7946 0000", "hours": "9 to 4"},
            Urgency.TODAY,
            "SEND Assist has not said how soon it replies. Your message is marked as one for today. "
            "If it cannot wait, phone 020 7946 0000 (9 to 4).",
        ),
        (
            {},
            Urgency.TODAY,
            "SEND Assist has not said how soon it replies. Your message is marked as one for today. "
            "This service has not given a phone number, so please do not wait for the reply alone.",
        ),
    ],
)
def test_receipt_promises_no_more_than_the_service_has_said(settings, urgency, expected):
    assert ServiceSettings(**settings).reply_by(urgency) == expected
