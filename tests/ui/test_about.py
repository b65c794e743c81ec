"""How to reach somebody: what the service has said, what it has not, and who helps meanwhile."""

import tomllib

from assistant.service import ServiceSettings
from corpus.guides import Signpost
from corpus.paths import PROJECT
from ui import about

SIGNPOSTS = tuple(
    Signpost.model_validate({"name": f"Helper {number}", "for": "Advice", "phone": "0808 808 3555"})
    for number in range(8)
)


def test_a_phone_number_is_a_link_that_dials_it_with_the_hours() -> None:
    shown = about.reach(ServiceSettings(phone="+44 (0)1234 567890", hours="in term time"), SIGNPOSTS)

    assert '<a href="tel:+441234567890">+44 (0)1234 567890</a> (in term time)' in shown
    assert "Helper" not in shown


def test_without_a_phone_number_it_says_so_and_names_the_first_national_services() -> None:
    shown = about.reach(ServiceSettings(), SIGNPOSTS)

    assert "This service has not given a phone number." in shown
    assert shown.count('<a href="tel:08088083555">') == about.MOST_SIGNPOSTS
    assert "Helper 0" in shown


def test_settings_are_text_and_never_markup() -> None:
    shown = about.reach(ServiceSettings(name="<b>We</b>", phone="01234", hours="<i>now</i>"), ())

    assert "<b>" not in shown
    assert "<i>" not in shown


def test_the_server_is_shipped_closed() -> None:
    shipped = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert shipped["browser"]["gatherUsageStats"] is False
    assert shipped["client"]["showErrorDetails"] == "none"
    assert shipped["client"]["toolbarMode"] == "minimal"
    assert shipped["server"]["enableXsrfProtection"] is True
    assert shipped["server"]["enableCORS"] is True
    assert shipped["server"]["enableAgentApi"] is False
