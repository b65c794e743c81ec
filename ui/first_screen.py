"""What stands before the first question: what this is, for whom, its limits, its independence, and where to begin."""

from collections.abc import Callable

import streamlit as st

from assistant import clock
from assistant.citing import Citations, UncitableError
from assistant.service import ServiceSettings
from corpus.store import Store
from ui import about
from ui.cited import citation_marks
from ui.examples import example_questions
from ui.markup import escaped, heading, label, paragraph

REACHING = "If you would rather talk to a person"


def show_first_screen(
    service: ServiceSettings, store: Store, ways_to_reach: str, *, on_ask: Callable[[str], None]
) -> None:
    """Show the first screen; a tap on an example asks it. `ways_to_reach` is markup."""
    st.html(paragraph(about.SENTENCE, "lead") + about.three_lines() + paragraph(about.PRIVACY, "quiet"))
    st.html(heading("Where families often begin", 2))
    for number, question in enumerate(example_questions(clock.today())):
        st.button(label(question), key=f"example-{number}", width="stretch", on_click=on_ask, args=(question,))
    _show_independence(service, store)
    with st.expander(REACHING, key="reaching"):
        st.html(ways_to_reach)


def show_about(service: ServiceSettings, store: Store) -> None:
    """Show the same in short, once a conversation has begun."""
    with st.expander("About this service", key="about"):
        st.html(paragraph(about.SENTENCE) + about.three_lines() + paragraph(about.PRIVACY))
        st.html(independence(store))


def _show_independence(service: ServiceSettings, store: Store) -> None:
    with st.expander(label(f"How {service.name} stays independent, in writing"), key="independence"):
        st.html(independence(store))


def independence(store: Store) -> str:
    """Return the main points of the policy, each with its clause."""
    guide = store.content.guides.get(about.INDEPENDENCE_GUIDE)
    if guide is None:
        return paragraph("The policy is not among the guides on this machine.")
    citations = Citations(store)
    points = []
    for statement in guide.in_short:
        if statement.id not in about.INDEPENDENCE_POINTS:
            continue
        try:
            marks = citations.cite(statement.cite, our_words=statement.text, passage_id=guide.item_id(statement))
        except UncitableError:
            continue
        points.append(
            f'<div class="said"><p>{escaped(statement.text)}</p>{citation_marks(marks, citations.collected)}</div>'
        )
    return "".join(points) + paragraph(about.NOT_A_LAWYER, "quiet")
