"""Whatever a document holds, splitting it never fails, invents nothing and names everything once."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import Block, digest_of
from corpus.pinpoints import Pinpoint
from corpus.vocabulary import SourceKind
from ingest.pieces import WORDS_LIMIT, cut
from ingest.readers import UnreadableFileError, read_document
from ingest.split import split
from tests.ingest.originals_builders import a_document, a_source

WORDS = [
    "Families",
    "may",
    "ask.",
    "Councils",
    "must:",
    "I",
    "see",
    "4.7",
    "(a)",
    "•",
    "Reply",
    "e.g.",
    "3",
    "SCHEDULE",
]
MARKS = ["", "", "", "4.", "1.", "2", "4.7", "4.8", "12.3A", "(1)", "(a)", "5.—(1)", "2 (1)", "•", "-", "36A"]
LINES = [
    "3 Comments",
    "CONTENTS",
    "PART 1",
    "SCHEDULE 2",
    "Ottoline Marsh",
    "By Fenella",
    "We will:",
    "21 July 2031 at 9:14",
]

texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.sampled_from(LINES), st.text(max_size=40)
)
blocks = st.builds(
    Block,
    text=texts,
    mark=st.sampled_from(MARKS),
    level=st.sampled_from([None, None, None, 1, 2, 7]),
    page=st.sampled_from([None, 1, 2]),
    is_quoted=st.booleans(),
)
kinds = st.sampled_from(SourceKind)


def bare(text: str) -> str:
    return "".join(text.split())


@given(st.lists(blocks, max_size=25), kinds, st.booleans())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_passages_are_verbatim_uniquely_named_and_rightly_placed(
    made: list[Block], kind: SourceKind, with_quoted: bool
) -> None:
    document = a_document(*made)
    quoted = a_source("draft-guide") if with_quoted else None

    passages = split(document, a_source("harbour", kind), quoted=quoted)

    assert len({passage.id for passage in passages}) == len(passages)
    assert passages == split(document, a_source("harbour", kind), quoted=quoted)
    for passage in passages:
        assert bare(passage.text) and bare(passage.text) in bare(document.text)
        assert passage.digest == digest_of(passage.text)
        if passage.pinpoint:
            assert passage.pinpoint.source_id == passage.source_id
            assert Pinpoint.parse(str(passage.pinpoint)) == passage.pinpoint


@given(st.text(alphabet=st.sampled_from("ab .!?\n”)1Éé"), max_size=3000), st.integers(1, 40))
@settings(deadline=None)
def test_a_cut_loses_and_repeats_nothing(words: str, times: int) -> None:
    text = words * times

    parts = cut(text)

    assert bare("".join(text[start:end] for start, end in parts)) == bare(text)
    assert all(before[1] == after[0] for before, after in pairwise(parts))
    assert all(len(text[start:end].split()) <= 2 * WORDS_LIMIT for start, end in parts)


@given(
    content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)),
    suffix=st.sampled_from(["txt", "md"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_read_and_split_or_refused_by_name(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content)

    for kind in SourceKind:
        try:
            split(read_document(path, a_source("harbour", kind)), a_source("harbour", kind))
        except UnreadableFileError as error:
            assert f"'a.{suffix}': found " in str(error)


@pytest.mark.parametrize("kind", SourceKind)
def test_a_document_of_one_endless_line_is_split_quickly(kind: SourceKind) -> None:
    for words in ("word " * 400_000, "w" * 2_000_000, "4.7 A. " * 200_000):
        assert split(a_document(words), a_source("harbour", kind))
