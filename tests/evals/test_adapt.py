"""Training the adapter: it draws questions to their guide, from the corpus's own texts alone."""

import numpy as np
import pytest

from corpus.encoder import SentenceTransformerEncoder, load_encoder
from corpus.store import Entry, Field
from evals.adapt import adapt

REFUSED = [
    "they said no to assessing him", "council turned us down for an assessment", "refused to look at his needs",
    "got a no from the panel", "they wont assess her", "assessment refused last week", "knocked back again by the la",
    "letter says no assessment",
]  # fmt: skip
TAXI = [
    "the taxi never came again", "council stopped the minibus", "who drives him to school", "no transport for her",
    "the escort left and nobody takes him", "they cut his taxi", "bus pass instead of a taxi", "transport said no",
]  # fmt: skip


def entries():
    return [
        Entry(text, Field.ASKED, guide, f"{guide}/{number % 2}", ())
        for guide, texts in (("refused", REFUSED), ("taxi", TAXI))
        for number, text in enumerate(texts)
    ]


def apart(encoder):
    """How much nearer questions that were not trained on come to their own guide than to the other."""
    centres = [encoder.encode(texts).mean(axis=0) for texts in (REFUSED, TAXI)]
    asked = encoder.encode(["no from the council", "nobody drives her"])
    near = asked @ np.stack(centres).T
    return float((near[0, 0] - near[0, 1] + near[1, 1] - near[1, 0]) / 2)


@pytest.mark.model
def test_training_draws_questions_towards_their_guide():
    told = []
    plain = load_encoder(with_adapter=False)

    adapter = adapt(entries(), load_encoder(with_adapter=False), epochs=120, told=told.append)

    adapted = SentenceTransformerEncoder(plain.folder, name="trained", adapter=adapter)
    assert apart(adapted) > apart(plain) + 0.05
    assert told[-1] == "round 120 of 120"
