import pytest

from corpus.errors import ContentError
from corpus.situations import load_situations
from tests.builders import a_situation, write_yaml


@pytest.fixture
def path(tmp_path):
    return tmp_path / "situations.yaml"


def faults_of(path, *situations):
    write_yaml(path, {"situations": list(situations)})
    with pytest.raises(ContentError) as caught:
        load_situations(path)
    return caught.value.faults


def test_situations_are_read_in_the_order_of_the_file(path):
    write_yaml(path, {"situations": [a_situation("b"), a_situation("a")]})

    situations = load_situations(path)

    assert [situation.id for situation in situations] == ["b", "a"]
    assert situations[0].asked_as == ("b again", "still b")


def test_an_id_that_stands_twice_is_told(path):
    faults = faults_of(path, a_situation("a"), a_situation("a"))

    line = path.read_text().splitlines().index("- id: a", 2) + 1
    assert faults == [f"{path}, line {line}, situations[1].id: the id 'a' stands twice; keep one"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"asked_as": []},
            "situations[0].asked_as: found []; expected: tuple should have at least 1 item after valida",
        ),
        ({"id": "No Transport"}, "situations[0].id: found 'No Transport'; expected: string should match pattern"),
        ({"titel": "x"}, "situations[0].titel: found the unknown field 'titel'; expected 'title'; correct the name"),
    ],
)
def test_a_faulty_situation_is_told(path, fields, expected):
    (fault,) = faults_of(path, a_situation(**fields))

    assert f", {expected}" in fault
