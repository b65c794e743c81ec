from evals.knowledge import Knowledge, faulty_labels
from tests.evals.builders import a_case, a_store, some_knowledge


def test_routes_resolve_what_is_told_in_full_elsewhere():
    knowledge = some_knowledge()

    assert knowledge.routes_of("named") == {"named/mediate", "refused/appeal"}
    assert knowledge.route("named/appeal-too") == "refused/appeal"
    assert knowledge.route("named/mediate") == "named/mediate"


def test_what_is_not_known_is_its_own_route_and_has_none():
    knowledge = some_knowledge()

    assert knowledge.route("nowhere/option") == "nowhere/option"
    assert knowledge.routes_of("nowhere") == frozenset()
    assert knowledge.routes_of("policy") == frozenset()


def test_knowledge_comes_back_as_it_was_kept():
    knowledge = some_knowledge()

    again = Knowledge.from_json(knowledge.to_json())

    assert again.routes == knowledge.routes
    assert again.register.sources == knowledge.register.sources


def test_labels_of_this_corpus_have_no_fault():
    case = a_case(facts=["refused/fact"], options=["named/appeal-too"], pinpoints=["made-up-act s.36(8)"])

    assert list(faulty_labels([case], a_store())) == []


def test_labels_that_name_nothing_are_told():
    case = a_case(guides=["gone"], facts=["refused/gone"], options=["refused/fact"], pinpoints=["made-up-act s.99"])

    guide, option, fact, pinpoint = faulty_labels([case], a_store())

    assert guide == "case-1: guides: found 'gone'; expected the id of a guide of this build"
    assert option.startswith("case-1: options: found 'refused/fact'")  # a statement is no option
    assert fact.startswith("case-1: facts: found 'refused/gone'")
    assert pinpoint.startswith("case-1: pinpoints: found 'made-up-act s.99', which is outside the register")
