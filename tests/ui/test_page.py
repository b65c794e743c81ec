"""The page, driven without a browser: ask, read the reply, ask again, pass it on."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from assistant.casework.database import reading
from assistant.casework.models import Feedback, Referral
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.errors import NotBuiltError
from corpus.vocabulary import HandoffReason, Urgency
from tests.ui.builders import (
    a_clarification,
    a_handoff,
    a_turn,
    an_answer,
    an_emergency,
    an_offer,
    an_option,
    out_of_scope,
)
from tests.ui.fakes import FakeDesk
from ui.markup import label
from ui.resources import BusyError

OpenPage = Callable[..., AppTest]
BACK = "Back, without sending. What you typed stays here."
TYPED = "<script>alert(1)</script> **They** said [no](https://x.example) to $5$ <img src=x onerror=alert(1)>"


def ask(page: AppTest, text: str = "They said no") -> AppTest:
    return page.chat_input(key="question").set_value(text).run()


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def markup(page: AppTest) -> str:
    """All markup of ours, in the order of the page, without what the bar at its end always holds."""
    reading = next(block for block in page.main.children.values() if hasattr(block, "children"))
    return "\n".join(element.proto.body for element in _walk(reading) if element.type == "html")


def _walk(block: Any) -> Any:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _walk(child)
        else:
            yield child


def test_the_first_screen_says_what_this_is_its_limits_and_its_privacy_before_any_question(open_page: OpenPage) -> None:
    page = open_page()

    shown = markup(page)
    for words in (
        "SEND Assist",
        "England",
        "Independent of councils",
        "does not decide for you",
        "cannot read",
        "kept",
    ):
        assert words in shown
    assert len([button for button in page.button if button.key and button.key.startswith("example-")]) == 6
    assert "stays independent, in writing" in page.expander[0].label
    assert not page.exception


def test_an_example_is_asked_with_one_tap(open_page: OpenPage) -> None:
    page = open_page(an_answer())

    page.button(key="example-0").click().run()

    assert "said no to an assessment" in page.text[0].value
    assert "The council has said no to an assessment</h2>" in markup(page)


def test_an_answer_comes_in_the_order_of_the_contract(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer()))

    shown = markup(page)
    parts = (
        "said no to an assessment</h2>",
        "The council must give reasons.",
        ">Dates<",
        ">Your options<",
        "We do not favour any.",
        "2. Appeal to the tribunal",
        "People are often told",
        "Good to know",
        "Talk to an advocate",
        "How this answer was made",
    )
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert page.expander[-1].label == "Something wrong with this answer?"


def test_open_all_opens_every_option_and_closes_them_again(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer()))

    opened = markup(press(page, "Open all 2 options"))
    closed = markup(press(page, "Close all 2 options"))

    assert opened.count('class="option" open') == 2
    assert closed.count('class="option" open') == 0


def test_a_follow_up_is_answered_in_the_light_of_what_was_asked_and_the_earlier_answer_stays(
    open_page: OpenPage,
) -> None:
    page = ask(open_page(an_answer(), an_answer(heading="What it costs")))

    ask(page, "what does it cost")

    assert [text.value for text in page.text] == ["They said no", "what does it cost"]
    assert label("Earlier answer: The council has said no to an assessment") in [each.label for each in page.expander]
    assert "What it costs</h2>" in markup(page)


def test_all_turns_reach_the_assistant(open_page: OpenPage) -> None:
    desk = FakeDesk([an_answer(), an_answer()])
    page = ask(open_page(desk=lambda: desk))

    ask(page, "and then?")

    assert desk.asked == [("They said no",), ("They said no", "and then?")]


def test_what_was_typed_is_shown_as_text_and_is_in_no_markup_and_no_label(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer(), a_clarification()), TYPED)

    ask(page, TYPED)

    assert [text.value for text in page.text] == [TYPED, TYPED]
    assert "alert(1)" not in markup(page)
    assert not any("alert(1)" in each.label for each in (*page.button, *page.expander, *page.checkbox))
    assert not page.markdown


def test_a_clarification_offers_buttons_and_a_tap_asks_the_choice(open_page: OpenPage) -> None:
    page = ask(open_page(a_clarification(), an_answer()))

    press(page, "A refusal")

    assert page.text[1].value == "A refusal"
    assert "said no to an assessment</h2>" in markup(page)


def test_an_emergency_puts_whom_to_contact_above_everything(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer(), an_emergency()))

    ask(page, "he is going to hurt himself")

    shown = markup(page)
    assert shown.startswith("<h2")
    assert 'href="tel:999"' in shown
    assert 'href="sms:85258"' in shown
    assert shown.index("tel:116123") < shown.index("<h1")


def test_a_hand_off_says_why_gives_what_is_safe_to_know_and_offers_the_form(open_page: OpenPage) -> None:
    page = ask(open_page(a_handoff()))

    shown = markup(page)
    order = ("This needs a person</h2>", "The choice is yours.", "116 123", "safe and general", "What happens next")
    assert [shown.index(part) for part in order] == sorted(shown.index(part) for part in order)
    assert "01234 567890" in shown
    assert "Pass this to an advocate" in [button.label for button in page.button]


def test_out_of_scope_names_who_does_help(open_page: OpenPage) -> None:
    page = ask(open_page(out_of_scope()))

    shown = markup(page)
    assert shown.index("Who does help") < shown.index("SNAP Cymru") < shown.index("England only.")
    assert 'href="tel:08088010608"' in shown


def test_an_answer_that_needs_a_person_says_so_more_strongly(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer(handoff=an_offer(why="A time limit is close."))))

    assert "A time limit is close." in markup(page)
    assert "within two working days" in markup(page)


def test_when_busy_the_question_stays_and_can_be_asked_again(open_page: OpenPage) -> None:
    page = ask(open_page(BusyError, an_answer()), "They said no")

    assert "Many families are asking" in markup(page)
    assert page.text[0].value == "They said no"
    press(page, "Try again")

    assert "said no to an assessment</h2>" in markup(page)
    assert [text.value for text in page.text] == ["They said no"]


def test_clearing_leaves_nothing_of_the_conversation_or_the_form(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer()))
    press(page, "Pass this to an advocate")
    page.text_area[-1].set_value("something private")
    press(page, BACK)

    press(page, "Clear it now")

    assert not page.text
    assert "Your chat has been cleared." in markup(page)
    assert "something private" not in str(page.session_state)
    assert page.session_state["conversation"].turns == []


# the form


def filled(page: AppTest, **typed: str) -> AppTest:
    for name, text in {"contact": "07700 900123", **typed}.items():
        field = next(each for each in (*page.text_input, *page.text_area) if each.key == f"{name}-1")
        field.set_value(text)
    return page


def agreed(page: AppTest) -> AppTest:
    next(box for box in page.checkbox if "I agree" in box.label).check()
    return page


def stored(engine: Engine) -> list[Referral]:
    with reading(engine) as session:
        return list(session.scalars(select(Referral)))


def test_the_form_works_as_the_first_thing_that_is_done(open_page: OpenPage, engine: Engine) -> None:
    page = press(open_page(), "Talk to an advocate")

    press(agreed(filled(page, message="Please ring")), "Send to an advocate")

    (referral,) = stored(engine)
    assert (referral.contact, referral.message) == ("07700 900123", "Please ring")
    assert referral.snapshot == {"turns": []}
    assert (referral.reason, referral.urgency) == (HandoffReason.ASKED_FOR_PERSON, Urgency.ROUTINE)
    assert page.code[0].value == referral.reference_code
    assert "two working days" in markup(page)


def test_the_form_says_what_is_kept_for_how_long_and_who_answers_for_it(open_page: OpenPage) -> None:
    page = press(open_page(), "Talk to an advocate")

    shown = markup(page)
    assert "365 days" in shown
    assert "has not said who is responsible" in shown
    assert "365 days" in page.checkbox[0].label


def test_a_turn_that_is_unticked_is_not_sent_and_says_nothing_about_urgency(
    open_page: OpenPage, engine: Engine
) -> None:
    page = ask(open_page(an_answer(handoff=an_offer()), an_answer(heading="What it costs")), "a secret")
    ask(page, "the cost")
    press(page, "Talk to an advocate")
    page.checkbox(key="send-1-1").uncheck()

    press(agreed(filled(page)), "Send to an advocate")

    (referral,) = stored(engine)
    assert [turn["asked"] for turn in referral.snapshot["turns"]] == ["the cost"]
    assert "secret" not in str(referral.snapshot)
    assert referral.urgency is Urgency.ROUTINE


def test_what_is_sent_holds_the_reply_its_evidence_why_a_person_is_needed_and_the_words_agreed_to(
    open_page: OpenPage, engine: Engine
) -> None:
    page = ask(open_page(an_answer(handoff=an_offer())), TYPED)
    press(page, "Pass this to an advocate")

    press(agreed(filled(page)), "Send to an advocate")

    (referral,) = stored(engine)
    (turn,) = referral.snapshot["turns"]
    assert turn["asked"] == TYPED
    assert turn["reply"]["options"][1]["name"] == "Appeal to the tribunal"
    assert (referral.reason, referral.urgency) == (HandoffReason.DEADLINE_NEAR, Urgency.WITHIN_TWO_WORKING_DAYS)
    assert referral.consent_wording.startswith("I agree that SEND Assist keeps")


def test_without_a_contact_or_consent_it_says_both_and_stores_nothing(open_page: OpenPage, engine: Engine) -> None:
    page = press(open_page(), "Talk to an advocate")

    press(filled(page, contact="", message="long story"), "Send to an advocate")

    assert "Nothing has been sent yet" in markup(page)
    assert "Tell us how to reach you" in markup(page)
    assert "Tick the box to agree" in markup(page)
    assert page.text_area(key="message-1").value == "long story"
    assert stored(engine) == []


def test_what_was_typed_is_still_there_after_going_back_to_the_answer(open_page: OpenPage) -> None:
    page = press(open_page(), "Talk to an advocate")
    press(filled(page, message="long story"), BACK)

    press(page, "Talk to an advocate")

    assert page.text_area(key="message-1").value == "long story"


def test_when_the_database_fails_it_gives_the_phone_keeps_the_text_and_a_second_press_stores_once(
    open_page: OpenPage, engine: Engine
) -> None:
    is_broken = [True]

    def sometimes() -> Engine:
        if is_broken[0]:
            raise CaseworkUnavailableError(Trouble.LOCKED, "the test")
        return engine

    page = press(open_page(engine=sometimes), "Talk to an advocate")
    press(agreed(filled(page, message="long story")), "Send to an advocate")

    assert "We could not store this just now" in markup(page)
    assert "01234 567890" in markup(page)
    assert page.text_area(key="message-1").value == "long story"
    assert not page.exception

    is_broken[0] = False
    press(page, "Send to an advocate")

    assert len(stored(engine)) == 1
    assert page.code[0].value == stored(engine)[0].reference_code


def test_a_run_cut_off_after_the_commit_still_ends_at_the_receipt(open_page: OpenPage, engine: Engine) -> None:
    page = press(open_page(), "Talk to an advocate")
    press(agreed(filled(page)), "Send to an advocate")

    page.run()  # what the browser does when it reconnects

    assert page.code[0].value == stored(engine)[0].reference_code
    assert len(stored(engine)) == 1


def test_after_the_receipt_the_conversation_names_the_code_and_a_new_form_is_blank(
    open_page: OpenPage, engine: Engine
) -> None:
    page = ask(open_page(an_answer()))
    press(page, "Pass this to an advocate")
    press(agreed(filled(page, message="long story")), "Send to an advocate")
    press(page, "Back to your questions")

    assert stored(engine)[0].reference_code in markup(page)
    press(page, "Talk to an advocate")

    assert all(not each.value for each in (*page.text_input, *page.text_area))


# feedback


def test_feedback_is_kept_only_when_sent_and_without_the_question(open_page: OpenPage, engine: Engine) -> None:
    page = ask(open_page(an_answer()), "a secret")
    page.radio[0].set_value("option_missing")
    page.text_area[0].set_value("You forgot one")
    with reading(engine) as session:
        assert session.scalars(select(Feedback)).all() == []

    press(page, "Send this feedback")

    with reading(engine) as session:
        (kept,) = session.scalars(select(Feedback)).all()
    assert (kept.kind, kept.comment, kept.guide_ids) == ("option_missing", "You forgot one", ["refusal-to-assess"])
    assert "secret" not in str(vars(kept))
    assert page.success[0].value.startswith("Thank you")


def test_feedback_without_a_kind_asks_for_one_and_keeps_nothing(open_page: OpenPage, engine: Engine) -> None:
    page = ask(open_page(an_answer()))

    press(page, "Send this feedback")

    assert "choose what is wrong" in page.error[0].value
    with reading(engine) as session:
        assert session.scalars(select(Feedback)).all() == []


def test_feedback_that_cannot_be_kept_says_so(open_page: OpenPage) -> None:
    def broken() -> Engine:
        raise CaseworkUnavailableError(Trouble.FULL, "the test")

    page = ask(open_page(an_answer(), engine=broken))
    page.radio[0].set_value("not_my_situation")

    press(page, "Send this feedback")

    assert "could not keep your feedback" in page.error[0].value


# when it does not work


def test_without_a_corpus_it_says_what_to_do_and_who_can_be_reached(open_page: OpenPage) -> None:
    def unbuilt() -> Any:
        raise NotBuiltError("/secret/path: found no build")

    page = open_page(desk=unbuilt)

    shown = markup(page)
    assert "python -m ingest build" in shown
    assert "01234 567890" in shown
    assert 'href="tel:999"' in shown
    assert "/secret/path" not in shown
    assert not page.exception


def test_when_the_page_itself_fails_the_log_holds_where_and_nothing_that_was_typed(
    open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Any:
        raise RuntimeError("a secret that somebody typed")

    page = open_page(desk=broken)

    assert "Something went wrong on our side" in page.error[0].value
    assert "RuntimeError at test_page.py" in caplog.text
    assert "secret" not in caplog.text
    assert not page.exception


def test_many_options_are_all_named(open_page: OpenPage) -> None:
    names = [f"Way {number}" for number in range(1, 16)]
    page = ask(open_page(an_answer(options=tuple(an_option(name=name) for name in names))))

    assert all(f"{number}. {name}" in markup(page) for number, name in enumerate(names, 1))


def test_two_sessions_share_nothing(open_page: OpenPage) -> None:
    one, other = open_page(an_answer()), open_page(an_answer())

    ask(one, "only mine")

    assert other.run().session_state["conversation"].turns == []
    assert not other.text


def test_a_turn_that_is_pending_is_answered_by_whatever_run_comes_next(open_page: OpenPage) -> None:
    page = open_page(an_answer())
    page.session_state["conversation"].turns.append(a_turn(None))

    page.run()

    assert "said no to an assessment</h2>" in markup(page)
