"""Training the adapter: it draws texts to their guide, however far apart the encoder had them."""

import numpy as np
import pytest

from corpus.encoder import SentenceTransformerEncoder, load_encoder
from corpus.store import Entry, Field
from evals.adapt import adapt

# Two matters in each guide, so that meaning alone does not tell the guides apart.
GUIDES = {
    "one": [
        "they said no to assessing him", "council turned us down for an assessment", "got a no from the panel",
        "the taxi never came again", "council stopped the minibus", "who drives him to school",
    ],
    "other": [
        "assessment refused last week", "letter says no assessment", "knocked back again by the la",
        "the escort left and nobody takes him", "they cut his taxi", "bus pass instead of a taxi",
    ],
}  # fmt: skip


def entries():
    return [
        Entry(text, Field.ASKED, guide, f"{guide}/{number % 2}", ())
        for guide, texts in GUIDES.items()
        for number, text in enumerate(texts)
    ]


def nearer(encoder):
    """How much nearer texts lie to the middle of their own guide than to that of the other."""
    vectors = {guide: encoder.encode(texts) for guide, texts in GUIDES.items()}
    one, other = (each.mean(axis=0) for each in vectors.values())
    return float((vectors["one"] @ (one - other)).mean() + (vectors["other"] @ (other - one)).mean()) / 2


@pytest.mark.model
def test_training_draws_texts_towards_their_guide_and_keeps_them_near_where_they_were():
    told = []
    plain = load_encoder(with_adapter=False)

    adapter = adapt(entries(), load_encoder(with_adapter=False), epochs=150, told=told.append)

    adapted = SentenceTransformerEncoder(plain.folder, name="trained", adapter=adapter)
    texts = [text for each in GUIDES.values() for text in each]
    assert nearer(adapted) > 1.25 * nearer(plain)
    assert np.all((plain.encode(texts) * adapted.encode(texts)).sum(axis=1) > 0.5)
    assert told[-1] == "round 150 of 150"
