"""Nothing that somebody else wrote is ever markup."""

import pytest

from ui.markup import escaped, heading, label, link

HOSTILE = ("<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "</p><h1>", "&lt;b&gt;", "'\"")


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_opens_no_tag_and_leaves_no_attribute(text: str) -> None:
    shown = escaped(text)

    assert not set("<>\"'") & set(shown)


def test_escaped_text_loses_control_characters_and_keeps_lines() -> None:
    assert escaped("a\x00b\x1b[31m\nc") == "ab[31m\nc"


def test_escaping_twice_shows_what_was_typed_not_what_it_would_mean() -> None:
    assert escaped("&lt;b&gt;") == "&amp;lt;b&amp;gt;"


@pytest.mark.parametrize(
    "text", ["**bold**", "[a](https://x.example)", "![a](x)", "$x^2$", ":red[a]", "`a`", "1. a", "# a"]
)
def test_a_label_escapes_every_mark_of_markdown(text: str) -> None:
    marks = [place for place, char in enumerate(label(text)) if char in "*[]()!$:`#."]

    assert all(label(text)[place - 1] == "\\" for place in marks)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://x.example", "data:text/html,x", "tel:1;javascript", None, ""]
)
def test_an_address_that_is_no_web_page_telephone_or_text_message_is_no_link(url: str | None) -> None:
    assert link("here", url) == "here"


def test_a_link_opens_beside_the_page_says_so_and_tells_nothing_to_where_it_leads() -> None:
    shown = link("law", "https://www.legislation.gov.uk/a?b=1&c=2")

    assert 'target="_blank" rel="noopener noreferrer"' in shown
    assert "opens in a new tab" in shown
    assert "b=1&amp;c=2" in shown


def test_a_telephone_link_stays_on_the_page() -> None:
    assert link("Call 999", "tel:999") == '<a href="tel:999">Call 999</a>'


def test_a_heading_with_a_target_can_take_the_focus() -> None:
    assert heading("A & B", 2, target="reply-1") == '<h2 id="reply-1" tabindex="-1">A &amp; B</h2>'
