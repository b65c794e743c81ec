import re
import time

import pytest
import yaml
from pydantic import BaseModel

from assistant.boundaries import BOUNDARIES, Boundaries, EmergencyRule, Spellings, load_boundaries, struck, words_of
from corpus.contacts import load_contacts
from corpus.errors import ContentError
from corpus.paths import PROJECT
from corpus.vocabulary import HandoffReason, Urgency

CONTACTS = load_contacts(PROJECT / "corpus" / "contacts.yaml")
SHIPPED = load_boundaries(CONTACTS)


def a_rule(**fields):
    return {
        "id": "win",
        "reason": "predict_outcome",
        "outcome": "handoff",
        "urgency": "routine",
        "why": "Nobody can know.",
        "signs": ["will i win"],
    } | fields


def an_emergency(**fields):
    return {"id": "danger", "message": "Call now.", "contacts": ["999"], "signs": ["help police"]} | fields


def a_file(**fields):
    """A whole file, valid by default: override what the test is about."""
    wording = {"urgency": "within_a_week", "why": "A person can help.", "will_need": ["A date"]}
    return {
        "terms": {"child": ["son", "daughter"]},
        "spellings": {"read_as": {"do not": ["dont"]}, "key_words": ["suicide"], "not_slips": []},
        "emergency": {"afterwards": "Come back.", "rules": [an_emergency()]},
        "figures_of_speech": {
            "notice": "Samaritans listen.",
            "nothing_asked": {"fewest_words": 5, "unless_any": ["plan", "how"]},
            "signs": ["killing me"],
        },
        "out_of_scope": {
            "covers": "England.",
            "ours": {"signs": ["plan"]},
            "nations": [{"nation": "wales", "signs": ["in wales"]}],
            "crossing": {"notice": "A border.", "signs": ["moving to wales"]},
            "abroad": {"message": "England only.", "signs": ["in spain"]},
            "topics": [{"id": "money", "message": "No tax.", "signs": ["tax"]}],
        },
        "straight_to_guides": [{"id": "about-us", "signs": ["who are you"], "guides": ["independence-policy"]}],
        "rules": [a_rule()],
        "reasons": {reason.value: wording for reason in HandoffReason},
        "next_steps": ["Ask."],
        "nothing_asked": {"question": "What?", "choices": ["This", "That"]},
    } | fields


def load(tmp_path, **fields) -> Boundaries:
    path = tmp_path / "boundaries.yaml"
    path.write_text(yaml.safe_dump(a_file(**fields), allow_unicode=True, sort_keys=False), "utf-8")
    return load_boundaries(CONTACTS, path)


def faults(tmp_path, **fields) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(tmp_path, **fields)
    return caught.value.faults


def found(rule, text: str) -> bool:
    return rule.fires(words_of(text))


# the file


def test_shipped_file_can_be_read():
    assert SHIPPED.rules and SHIPPED.emergency.rules
    assert set(SHIPPED.wordings) == set(HandoffReason)


def test_every_guide_that_a_rule_names_is_shipped():
    guides = {path.stem for path in (PROJECT / "corpus").rglob("*.yaml")}
    named = {guide for rule in SHIPPED.rules for guide in (*rule.guides, *(guide for guide, _ in rule.to_say))}
    named |= {guide for rule in (*SHIPPED.straight_to_guides, *SHIPPED.not_from_guides) for guide in rule.guides}

    assert named <= guides


def test_every_statement_that_a_rule_says_is_shipped():
    said = {f"{guide}/{item}" for rule in SHIPPED.rules for guide, item in rule.to_say if item}
    read = (yaml.safe_load(path.read_text("utf-8")) for path in (PROJECT / "corpus").rglob("*.yaml"))
    shipped = {
        f"{guide['id']}/{item['id']}"
        for guide in read
        for part in ("in_short", "time_limits")
        for item in guide.get(part, ())
    }

    assert said <= shipped


def test_every_hand_off_says_something_safe_to_know():
    assert [rule.id for rule in SHIPPED.rules if rule.outcome == "handoff" and not rule.say] == []


def test_only_a_hand_off_says_whether_the_rest_is_answered():
    assert [rule.id for rule in SHIPPED.rules if rule.outcome != "handoff" and rule.rest == "answer"] == []


@pytest.mark.parametrize("name", ["Who can help", "who-can-help/", "a/b/c", ""])
def test_what_is_said_must_be_a_guide_or_an_item_of_one(tmp_path, name):
    with pytest.raises(ContentError, match="expected the id of a guide, or of one of its items"):
        load(tmp_path, rules=[a_rule(say=[name])])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Will we win? What are our options?", ["Will we win?", "What are our options?"]),
        ("will we win and how long have we got", ["will we win", "and how long have we got"]),
        ("sign or not, also can the council appeal", ["sign or not", "also can the council appeal"]),
        ("we can not say what he needs", ["we can not say what he needs"]),
        ("", []),
    ],
)
def test_a_question_is_taken_apart_where_a_new_one_begins(text, parts):
    assert SHIPPED.asking.parts(text) == parts


def test_emergencies_begin_with_999():
    assert {rule.contacts[0] for rule in SHIPPED.emergency.rules} == {"999"}


def test_terms_stand_in_signs_and_in_the_terms_below_them(tmp_path):
    terms = {"child": ["son", "daughter"], "my_child": ["my {child}"]}
    rule = load(tmp_path, terms=terms, rules=[a_rule(signs=["{my_child} win"])]).rules[0]

    assert found(rule, "will my daughter win")
    assert not found(rule, "will the daughter win")


def test_unknown_term_is_told_with_its_line_and_the_nearest_name(tmp_path):
    (fault,) = faults(tmp_path, rules=[a_rule(signs=["will my {chid} win"])])

    assert "boundaries.yaml, line" in fault
    assert "rules[0].signs[0]" in fault
    assert "found the term 'chid'" in fault
    assert "expected 'child'" in fault


def test_a_term_cannot_use_itself_or_one_below_it(tmp_path):
    told = faults(tmp_path, terms={"child": ["my {kid}"], "kid": ["{kid}"]})

    assert [fault.split(": ", 1)[0].rsplit(", ", 1)[1] for fault in told] == ["terms.child", "terms.kid"]
    assert all("a term may use the terms above it" in fault for fault in told)


@pytest.mark.parametrize("words", [[], "son", [3], [""]])
def test_a_term_is_a_list_of_words(tmp_path, words):
    (fault,) = faults(tmp_path, terms={"child": words})

    assert "terms.child: found no list of words" in fault


def test_a_term_has_a_plain_name(tmp_path):
    (fault,) = faults(tmp_path, terms={"My-Child": ["son"]})

    assert "found the name 'My-Child'; expected small letters and underscores" in fault


def test_a_sign_that_is_no_pattern_is_told(tmp_path):
    (fault,) = faults(tmp_path, rules=[a_rule(signs=["will (i win"])])

    assert "rules[0].signs[0]" in fault
    assert "'will (i win', which is no regular expression" in fault


def test_a_rule_without_wording_takes_that_of_its_reason(tmp_path):
    bare = {key: value for key, value in a_rule().items() if key not in ("why", "urgency")}
    rule = load(tmp_path, rules=[bare]).rules[0]

    assert (rule.urgency, rule.why, rule.will_need) == (Urgency.WITHIN_A_WEEK, "A person can help.", ("A date",))


def test_two_rules_cannot_have_one_id(tmp_path):
    (fault,) = faults(tmp_path, rules=[a_rule(), a_rule(signs=["odds"])])

    assert "found the id win twice" in fault


def test_unknown_contacts_nations_and_missing_wordings_are_told_together(tmp_path):
    file = a_file()
    scope = file["out_of_scope"] | {"nations": [{"nation": "mercia", "signs": ["in mercia"]}]}
    reasons = {key: value for key, value in file["reasons"].items() if key != "failed"}
    told = faults(
        tmp_path,
        emergency={"afterwards": "Come back.", "rules": [an_emergency(contacts=["998"])]},
        out_of_scope=scope,
        reasons=reasons,
    )

    assert ["'998'" in told[0], "'mercia'" in told[1], "'failed' has no wording" in told[2]] == [True] * 3


def test_a_file_that_is_no_mapping_is_told(tmp_path):
    path = tmp_path / "boundaries.yaml"
    path.write_text("- terms", "utf-8")

    with pytest.raises(ContentError, match="found no fields"):
        load_boundaries(CONTACTS, path)


# words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He's OK", " . he is ok . "),
        ("don't, can't & won't", " . do not can not will not . "),
        ("We’re here. I´m not!", " . we are here . i am not . . "),
        ("dad's car", " . dads car . "),
        ("self-harm / 1:1", " . self harm 1 1 . "),
        ("s.47 at 3.30pm", " . s 47 at 3 30pm . "),
        ("sui\u200bcide", " . suicide . "),
        ("heeeelp", " . help . "),
        ("k*ll", " . k*ll . "),
        ("first\n\nsecond", " . first . second . "),
        ("zażółć Łódź", " . zazolc lodz . "),
        ("救命", " . 救 命 . "),
        ("মা", " . মা . "),
        ("𝖍𝖊𝖑𝖕 𝖒𝖊", " . help me . "),
        ("", " .  . "),
        ("| {} [x] \\", " . x . "),
    ],
)
def test_words_of(text, words):
    assert words_of(text) == words


def test_listed_spellings_and_slips_of_key_words_are_mended():
    spellings = Spellings(
        read_as={"do not": ("dont",), "suicide": ("sewerslide",)},
        key_words=("suicide", "strangle"),
        not_slips=("strange",),
    )

    assert spellings.mended(" i dont sewerslide ") == " i do not suicide "
    assert spellings.mended(" suicde sucide suicidee siucide ") == " suicide suicide suicide suicide "
    assert spellings.mended(" strange strangel suite ") == " strange strangle suite "


def test_no_word_is_mended_into_two_things():
    listed = [typed for ways in SHIPPED.spellings.read_as.values() for typed in ways]

    assert sorted(listed) == sorted(set(listed))
    assert not set(listed) & set(SHIPPED.spellings.key_words)


def test_good_english_is_never_mended():
    guides = [yaml.safe_load(path.read_text("utf-8")) for path in (PROJECT / "corpus" / "guides").rglob("*.yaml")]
    ours = " ".join(statement["text"] for guide in guides for statement in guide["in_short"])
    ours += " ".join(option["weigh_up"] for guide in guides for option in guide["options"])
    written = set(re.findall(r"[a-z]+", ours.lower()))

    # a plural that is read as its singular loses nothing
    assert {word for word in written if SHIPPED.spellings.mended(word).strip() != word} <= {"ombudsmen"}


# signs


def test_struck_phrases_take_only_their_own_words_whatever_their_order():
    first, second = re.compile(" a b(?= )"), re.compile(" b c(?= )")

    assert struck((first, second), " a b c d ") == struck((second, first), " a b c d ") == " | d "
    assert struck((first,), " x a b y a b ") == " x | y | "
    assert struck((), " a ") == " a "


def test_nothing_is_read_across_what_is_struck(tmp_path):
    rule = load(tmp_path, rules=[a_rule(signs=["will (?:\\w+ ){0,3}win"], unless=["not ever"])]).rules[0]

    assert found(rule, "will we ever win")
    assert not found(rule, "will not ever win")


def test_signs_match_whole_words_only(tmp_path):
    rule = load(tmp_path, rules=[a_rule(signs=["win"])]).rules[0]

    assert found(rule, "win")
    assert not found(rule, "wing twin")


def test_a_rule_may_need_several_of_its_signs(tmp_path):
    rule = load(tmp_path, rules=[a_rule(signs=["fine", "transport", "appeal"], at_least=2)]).rules[0]

    assert found(rule, "transport and an appeal")
    assert not found(rule, "transport and transport")


def emergency(tmp_path, **fields) -> EmergencyRule:
    return load(tmp_path, emergency={"afterwards": "x", "rules": [an_emergency(**fields)]}).emergency.rules[0]


def test_two_signs_together_count_near_one_another_in_either_order(tmp_path):
    rule = emergency(tmp_path, together=[["pills", "locked"]])

    assert found(rule, "she locked the door. she has pills")
    assert found(rule, "pills, and the door is locked")
    assert not found(rule, "pills")
    assert not found(rule, "pills " + "word " * 60 + "locked")


def test_one_word_is_not_two_signs_together(tmp_path):
    rule = emergency(tmp_path, together=[["pale|cold", "pale|cold"]])

    assert found(rule, "pale and cold")
    assert not found(rule, "pale")


def test_a_rule_is_silent_with_words_of_its_not_with(tmp_path):
    rule = emergency(tmp_path, not_with=["school"])

    assert rule.is_silent(words_of("help police at school"))
    assert not rule.is_silent(words_of("help police"))


def test_phrases_of_other_languages_are_plain_words_with_any_ending(tmp_path):
    rule = emergency(
        tmp_path, in_other_languages={"polish": ["chce się zabi*"], "chinese": ["想死"], "arabic": ["أموت"]}
    )

    assert rule.fires_in_another_language(words_of("Syn chce sie zabić"))
    assert rule.fires_in_another_language(words_of("他想死了"))
    assert rule.fires_in_another_language(words_of("اموت الآن"))
    assert not rule.fires_in_another_language(words_of("zabić"))


def test_a_phrase_without_a_word_is_told(tmp_path):
    (fault,) = faults(
        tmp_path, emergency={"afterwards": "x", "rules": [an_emergency(in_other_languages={"french": ["?!"]})]}
    )

    assert "found the phrase '?!', which holds no word" in fault


def test_the_notice_also_comes_where_a_long_message_asks_nothing(tmp_path):
    figures = load(tmp_path).figures_of_speech

    assert found(figures, "the house is very quiet now")
    assert not found(figures, "quiet now")
    assert not found(figures, "the house is in his plan")


# safety of the patterns


def patterns_of(part) -> list[re.Pattern[str]]:
    match part:
        case re.Pattern():
            return [part]
        case BaseModel():
            return [each for name in type(part).model_fields for each in patterns_of(getattr(part, name))]
        case tuple() | list():
            return [each for item in part for each in patterns_of(item)]
        case dict():
            return [each for item in part.values() for each in patterns_of(item)]
    return []


LONGEST = 20_000
REPEATED = [
    "a",
    "a ",
    "my ",
    "not ",
    ". ",
    "| ",
    "he is ",
    "the child ",
    "my son the other teacher ",
    "he has my son and the ",
    "she will not be able to keep him ",
    "all his tablets and the ",
    "can you please ",
    "do i have to ",
    "the council has not done the ",
    "in the house at the school in ",
    "knife he ",
    "what is ",
    "打",
]


@pytest.mark.parametrize("repeated", REPEATED)
def test_no_pattern_is_slow_on_long_repeats(repeated):
    words = f" {repeated * (LONGEST // len(repeated))} "
    slowest = 0.0
    for pattern in patterns_of(SHIPPED):
        started = time.perf_counter()
        for _ in pattern.finditer(words):
            pass
        slowest = max(slowest, time.perf_counter() - started)

    assert slowest < 0.5


def test_no_pattern_repeats_a_repeat():
    nested = re.compile(r"\([^()]*[*+]\)[*+]")

    assert [pattern.pattern for pattern in patterns_of(SHIPPED) if nested.search(pattern.pattern)] == []


def test_no_pattern_is_found_in_nothing():
    assert [pattern.pattern for pattern in patterns_of(SHIPPED) if pattern.search(" .  . ")] == []


def test_the_shipped_file_is_the_one_read_by_default():
    assert BOUNDARIES.name == "boundaries.yaml"
    assert BOUNDARIES.is_file()
