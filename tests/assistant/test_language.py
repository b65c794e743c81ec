import pytest

from assistant.language import Language, language_of

VOCABULARY = frozenset("assessment council plan school refused tribunal appeal support therapy ehcp".split())


@pytest.mark.parametrize(
    "text",
    [
        "The council refused to assess my daughter. What can I do?",
        "skool wont giv him his TA howrs wot do i do",
        "ehcp refused help",
        "they said no",
        "LA REFUSED AGAIN!!!",
        "tribunal",
        "help",
        "2 years",
        "Jędrzej's school refused his plan",
        "El's plan is not followed and they will not answer me",
    ],
)
def test_english_however_clipped_or_misspelt_stays_english(text):
    assert language_of(text, VOCABULARY) is Language.ENGLISH


@pytest.mark.parametrize("text", ["", "   ", "123 456", "?!…", "😀😀", "\u200f\u200e"])
def test_text_without_letters_is_not_sent_away(text):
    assert language_of(text, VOCABULARY) is Language.ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "Rada odmówiła oceny mojego syna, co mogę zrobić?",
        "El ayuntamiento no quiere evaluar a mi hijo, ¿qué puedo hacer?",
        "Consiliul a refuzat să evalueze copilul meu. Ce pot face?",
        "La mairie a refusé d'évaluer mon fils et je ne sais pas quoi faire",
        "المجلس رفض تقييم ابني ماذا أفعل",
        "কাউন্সিল আমার ছেলেকে মূল্যায়ন করতে অস্বীকার করেছে",
        "市政府拒绝评估我的孩子",
        "ਕੌਂਸਲ ਨੇ ਮੇਰੇ ਪੁੱਤਰ ਦਾ ਮੁਲਾਂਕਣ ਕਰਨ ਤੋਂ ਇਨਕਾਰ ਕਰ ਦਿੱਤਾ",
        "Совет отказался оценивать моего сына",
        "市",
    ],
)
def test_another_language_is_known_as_such(text):
    assert language_of(text, VOCABULARY) is Language.OTHER


def test_a_foreign_name_or_word_in_an_english_question_changes_nothing():
    text = "My son Владимир was refused an assessment by the council, can we appeal?"

    assert language_of(text, VOCABULARY) is Language.ENGLISH


def test_a_cat_on_the_keyboard_is_no_language():
    assert language_of("xkcd qwrtz fghjk vbnmp zxcvb", frozenset()) in (Language.NONE, Language.OTHER)


@pytest.mark.parametrize("text", ["\ud800 \udfff my son", "a\x00b\x07c the school", "‮the school said no‬", "x" * 20_000])
def test_odd_characters_never_raise(text):
    assert language_of(text, VOCABULARY) in Language


@pytest.mark.parametrize("text", ["\ud800qzx \udfffvbn wrtp qqqq", "qzx\x00vbn wrtp\x07 qqqq zzzz"])
def test_odd_characters_in_text_that_must_be_identified_never_raise(text):
    assert language_of(text, frozenset()) in Language
