from dataclasses import replace

import pytest

from assistant.answers import CitedMyth, CitedStatement, Further, Handoff, HowMade
from assistant.citing import Citations
from assistant.compose import Composer
from assistant.retrieve import Evidence
from assistant.settings import Settings
from assistant.understand import understand
from assistant.verify import CHECKS, faults_of
from corpus.vocabulary import HandoffReason
from tests.assistant.small_corpus import TODAY, a_document, a_guide, a_store, an_assistant, an_offer, an_original
from tests.builders import a_limit, a_myth, a_statement, an_option

OFFICIAL = an_original("made-up-act s.36(5)", "The official words.", page=2)
FIELDS = ("name", "what_it_is", "who_decides", "time_limit", "cost", "may_suit", "weigh_up")


def a_full_guide(**fields):
    return a_guide(
        **{
            "options": [an_option("talk"), an_option("complain", 4), an_option("appeal", 5)],
            "time_limits": [a_limit()],
            "myths": [a_myth()],
        }
        | fields
    )


def composed(*guides, **content):
    """A store and an answer from all its guides, every part of an answer in it."""
    guides = guides or (a_full_guide(),)
    store = a_store(*guides, originals=[OFFICIAL], **content)
    understood = understand(["They refused. The letter is dated 5 November 2026."], TODAY)
    focus = {guide.item_id(item): 0.9 for guide in guides for item in (*guide.in_short, *guide.myths)}
    answer = Composer(store, Settings()).compose(guides, focus, understood, TODAY, steps=(), guide_scores=())
    return store, answer


def altered(items, index, **fields):
    return (*items[:index], replace(items[index], **fields), *items[index + 1 :])


def test_what_was_composed_from_checked_guides_passes():
    store, answer = composed()

    assert answer.dates
    assert answer.myths
    assert any(citation.quote == "The official words." for citation in answer.citations)
    assert faults_of(answer, store) == []


def test_an_answer_from_an_original_passes():
    original = an_original("made-up-guide para.2", "You should appeal at once, it says.")
    store = a_store(sources=[a_document("made-up-guide")], originals=[original])
    answer = Composer(store, Settings()).from_originals([Evidence(original, 0.9)], steps=())

    assert faults_of(answer, store) == []


def test_an_original_that_has_no_numbering_is_quoted_as_a_whole():
    original = replace(an_original("made-up-article whole", "Its own words."), pinpoint=None)
    store = a_store(sources=[a_document("made-up-article")], originals=[original])
    answer = Composer(store, Settings()).from_originals([Evidence(original, 0.9)], steps=())

    assert answer.citations[0].reference == "made-up-article whole"
    assert faults_of(answer, store) == []


@pytest.mark.parametrize("reference", ["made-up-code para.9.9", "made-up-code whole", "nonsense"])
def test_an_invented_quote_of_an_original_fails_whatever_place_it_claims(reference):
    original = an_original("made-up-code para.2", "Its own words.")
    store = a_store(sources=[a_document("made-up-code", pinpoints=["paras.1-3"])], originals=[original])
    answer = Composer(store, Settings()).from_originals([Evidence(original, 0.9)], steps=())
    answer = replace(answer, citations=altered(answer.citations, 0, reference=reference, quote="Invented."))

    assert f"citation {reference!r}: its quote is in no original held here" in faults_of(answer, store)


def test_an_altered_statement_fails():
    store, answer = composed()
    answer = replace(answer, direct=altered(answer.direct, 0, text=answer.direct[0].text.replace("must", "may")))

    assert faults_of(answer, store) == ["'refused/reasons': the words shown are not the words of its passage"]


def test_a_statement_of_no_passage_fails():
    store, answer = composed()
    answer = replace(answer, direct=(CitedStatement("refused/invented", "So it is.", (0,)),))

    assert "'refused/invented': the words shown are not the words of its passage" in faults_of(answer, store)


@pytest.mark.parametrize("field", FIELDS)
def test_an_altered_option_fails(field):
    store, answer = composed()
    answer = replace(answer, options=altered(answer.options, 1, **{field: "Altered."}))

    assert faults_of(answer, store) == [f"'refused/complain': its {field} is not the guide's"]


def test_an_option_of_another_formality_than_the_guides_fails():
    store, answer = composed()
    answer = replace(answer, options=altered(answer.options, 2, formality=6))

    assert faults_of(answer, store) == ["'refused/appeal': its formality is not the guide's"]


def test_an_option_of_no_guide_fails():
    store, answer = composed()
    answer = replace(answer, options=(*answer.options, replace(answer.options[-1], id="refused/give-up", formality=6)))

    assert "'refused/give-up': is no option of any guide" in faults_of(answer, store)


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_missing_option_fails(left_out):
    store, answer = composed()
    missing = answer.options[left_out].id
    answer = replace(answer, options=tuple(option for option in answer.options if option.id != missing))

    assert faults_of(answer, store) == [f"{missing!r}: is an option of the situation and is not listed"]


def test_a_route_told_by_the_other_guide_is_not_missing():
    other = a_guide("named", options=[an_option("mediate", 4), an_option("tribunal", 5, same_as="refused/appeal")])
    store, answer = composed(a_full_guide(), other)

    assert "named/tribunal" not in [option.id for option in answer.options]
    assert faults_of(answer, store) == []


def test_an_option_of_the_second_guide_left_out_fails():
    other = a_guide("named", options=[an_option("mediate", 4), an_option("tribunal", 5, same_as="refused/appeal")])
    store, answer = composed(a_full_guide(), other)
    answer = replace(answer, options=tuple(option for option in answer.options if option.id != "named/mediate"))

    assert faults_of(answer, store) == ["'named/mediate': is an option of the situation and is not listed"]


def test_options_out_of_order_fail():
    store, answer = composed()
    answer = replace(answer, options=answer.options[::-1])

    assert faults_of(answer, store) == ["the options are not in order of formality"]


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("made-up-act s.999", "outside the register's pinpoints"),
        ("no-such-act s.1", "that are registered"),
        ("nonsense", "expected a source id"),
    ],
)
def test_a_citation_of_a_place_that_does_not_exist_fails(reference, why):
    store, answer = composed()
    answer = replace(answer, citations=altered(answer.citations, 0, reference=reference, quote=None))

    (fault,) = faults_of(answer, store)
    assert why in fault


@pytest.mark.parametrize("quote", ["Invented words.", "The official words", "the official words.", ""])
def test_a_quote_that_is_not_verbatim_in_an_original_fails(quote):
    store, answer = composed()
    index = next(number for number, citation in enumerate(answer.citations) if citation.quote)
    answer = replace(answer, citations=altered(answer.citations, index, quote=quote))

    assert faults_of(answer, store) == ["citation 'made-up-act s.36(5)': its quote is in no original held here"]


def test_a_quote_of_another_place_fails():
    store, answer = composed()
    index = next(number for number, citation in enumerate(answer.citations) if citation.reference == "made-up-act s.51")
    answer = replace(answer, citations=altered(answer.citations, index, quote="The official words."))

    assert faults_of(answer, store) == ["citation 'made-up-act s.51': its quote is in no original held here"]


def test_the_words_of_a_part_quoted_for_the_whole_fail():
    store, answer = composed(a_full_guide(in_short=[a_statement(cite=["made-up-act s.36"])]))
    answer = replace(answer, citations=altered(answer.citations, 0, quote="The official words."))

    assert faults_of(answer, store) == ["citation 'made-up-act s.36': its quote is in no original held here"]


def test_an_altered_myth_fails():
    store, answer = composed()
    answer = replace(answer, myths=altered(answer.myths, 0, truth="Altered."))

    assert faults_of(answer, store) == ["'refused/wait': its truth is not the guide's"]


def test_a_myth_of_no_guide_fails():
    store, answer = composed()
    answer = replace(answer, myths=(CitedMyth("refused/invented", "They say.", "It is not so.", (0,)),))

    assert faults_of(answer, store) == ["'refused/invented': is no myth of any guide"]


DIRECTIVES = [
    "You should appeal.",
    "We recommend an appeal.",
    "Your best option is to appeal.",
    "The best route is mediation.",
    "Don’t bother with mediation.",
    "You ought to complain.",
    "You had better appeal.",
    "You'd better appeal.",
    "We'd recommend mediation.",
    "We strongly advise an appeal.",
]


@pytest.mark.parametrize("sentence", DIRECTIVES)
def test_a_sentence_that_tells_the_family_what_to_choose_fails(sentence):
    store, answer = composed(a_full_guide(in_short=[a_statement(text=sentence)]))

    assert "'refused/reasons': tells the family what to choose" in faults_of(answer, store)


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_an_option_tells_the_family_what_to_choose(field):
    options = [an_option("talk"), an_option("appeal", 5, **{field: "You should take this one."})]
    store, answer = composed(a_full_guide(options=options))

    assert f"'refused/appeal': its {field} tells the family what to choose" in faults_of(answer, store)


def test_no_myth_tells_the_family_what_to_choose():
    store, answer = composed(a_full_guide(myths=[a_myth(truth="It is not so. You should appeal.")]))

    assert "'refused/wait': its truth tells the family what to choose" in faults_of(answer, store)


@pytest.mark.parametrize(
    "sentence",
    ["The council must give its reasons in writing.", "You can appeal.", "The Code says the council should reply."],
)
def test_duties_and_choices_may_be_told(sentence):
    store, answer = composed(a_full_guide(in_short=[a_statement(text=sentence)]))

    assert faults_of(answer, store) == []


def test_what_a_hand_off_says_is_checked_too():
    store = a_store()
    citations = Citations(store)
    marks = citations.cite(["made-up-act s.36(5)"], our_words="Invented.", passage_id="refused/reasons")
    handoff = Handoff(
        an_offer(), HowMade(()), (CitedStatement("refused/reasons", "Invented.", marks),), tuple(citations.collected)
    )

    assert faults_of(handoff, store) == ["'refused/reasons': the words shown are not the words of its passage"]


# and so nothing unchecked is ever shown


def assert_withheld(reply):
    assert isinstance(reply, Handoff)
    assert reply.offer.reason is HandoffReason.UNSUPPORTED
    assert (reply.direct, reply.citations, reply.guides, reply.notices) == ((), (), (), ())


def test_an_answer_that_would_tell_the_family_what_to_choose_is_withheld_whole():
    reply = an_assistant(a_full_guide(in_short=[a_statement(text="You should appeal.")])).reply(
        ["council refused to assess"], TODAY
    )

    assert_withheld(reply)


def test_an_answer_with_a_reference_that_does_not_resolve_is_withheld_whole():
    options = [an_option("talk"), an_option("appeal", 5, cite=["made-up-act s.999"])]

    assert_withheld(an_assistant(a_full_guide(options=options)).reply(["council refused to assess"], TODAY))


def test_an_answer_whose_options_stand_out_of_order_by_their_formality_is_put_in_order():
    # the loader refuses such a guide; were one built all the same, the answer is still in order
    options = [an_option("appeal", 5), an_option("talk")]

    reply = an_assistant(a_full_guide(options=options)).reply(["council refused to assess"], TODAY)

    assert [option.formality for option in reply.options] == [1, 5]


def test_why_an_answer_was_withheld_is_logged_without_what_was_typed(caplog):
    an_assistant(a_full_guide(in_short=[a_statement(text="You should appeal.")])).reply(
        ["council refused to assess Kassandra"], TODAY
    )

    assert "a reply was withheld: 'refused/reasons': tells the family what to choose" in caplog.text
    assert "Kassandra" not in caplog.text


def test_every_check_that_was_passed_is_told():
    reply = an_assistant(a_full_guide()).reply(["council refused to assess"], TODAY)

    assert reply.how_made.checks == CHECKS


def test_an_altered_statement_further_down_fails():
    store, answer = composed()
    said = CitedStatement(answer.direct[0].id, "Altered.", (0,))
    answer = replace(answer, further=(Further("refused", "Refused", (said,)),))

    assert faults_of(answer, store) == [f"{said.id!r}: the words shown are not the words of its passage"]
