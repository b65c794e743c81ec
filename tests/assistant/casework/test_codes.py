import math

import pytest

from assistant.casework.codes import ALPHABET, LENGTH, new_code, read_code


def test_code_is_grouped_for_reading_aloud():
    prefix, *groups = new_code().split("-")

    assert prefix == "SA"
    assert [len(group) for group in groups] == [4, 4, 4]


def test_alphabet_has_no_look_alikes_and_no_vowels():
    assert not set(ALPHABET) & set("0O1ILZSBAEU")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_code_cannot_be_guessed():
    # 12 x log2(25) = 12 x 4.644 = 55.7
    assert LENGTH * math.log2(len(ALPHABET)) >= 55


def test_codes_are_unique():
    assert len({new_code() for _ in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    "typed",
    [
        "SA-7KQM-2XWD-9HTR",
        "sa-7kqm-2xwd-9htr",
        " 7kqm 2xwd 9htr ",
        "SA7KQM2XWD9HTR",
        "sa – 7KQM – 2XWD – 9HTR.",
        "SA-7KQM-ZXWD-9HTR",  # a 2 copied as a Z
    ],
)
def test_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == "SA-7KQM-2XWD-9HTR"


@pytest.mark.parametrize("typed", ["", "SA", "SA-7KQM-2XWD", "SA-7KQM-2XWD-9HTR-9", "SA-0000-0000-0000", "%_" * 7])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


def test_every_new_code_reads_as_itself():
    code = new_code()

    assert read_code(code.lower().replace("-", " ")) == code
