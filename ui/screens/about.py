"""About: what this is, who runs it, how answers are made, what it cannot do, and how fresh its guides are."""

import datetime

import streamlit as st

from assistant.service import ServiceSettings
from assistant.wording import STATUS_WORDS, short_date
from corpus.errors import CorpusError
from corpus.sources import Source
from corpus.store import Store
from corpus.vocabulary import Stage
from ui import about
from ui.first_screen import independence
from ui.frame import ABOUT, information_page
from ui.markup import bullets, disclosure, escaped, fields, heading, link, paragraph
from ui.resources import get_desk
from ui.service_told import COMPLAINING, REACHING, told

HOW_MADE = (
    "It first looks for danger, and then says whom to contact before anything else.",
    "It looks for what it must not answer: another nation, another subject, or what needs a person.",
    "It reads what you typed for what you ask, the dates in it and what they are dates of.",
    "It searches guides that people wrote beforehand, and picks the situation nearest to yours. If two are as near, "
    "it asks you. If none is near, it says so.",
    "It takes whole sentences from that guide: those that answer you, and every option open to you, from the least to "
    "the most formal.",
    "It works out dates by fixed rules, and shows the working.",
    "Before you see it, the whole answer is checked: every sentence against its guide, every citation against the "
    "list of sources, every option for being there. What fails is not shown, and you are offered a person.",
)
NOTHING_WRITTEN = (
    "No text is written by a computer for you. Guides were drafted with the help of an AI model, and no lawyer has "
    "signed them off."
)
CANNOT = (
    "Read letters, plans or reports: it sees only what you type.",
    "Know your council’s own rules, unless the person who runs it has added them.",
    "Say what will happen, or which option to take.",
    "Speak for you, fill in court papers, or take the place of a lawyer.",
    "Answer for Wales, Scotland or Northern Ireland.",
    "Help in an emergency: it can only say whom to contact.",
)
NOT_READY = "The guides are not ready on this machine yet, so nothing can be said of how fresh they are."
LICENCE = (
    "The program is open source, under the MIT licence. The guides and the list of words may be used and changed "
    "under the licence CC BY 4.0, if you say where they came from. Laws and documents that they cite belong to their "
    "publishers."
)
REVIEWED = ("cl-10-1", "cl-10-4", "cl-10-5")  # of the independence policy


def main() -> None:
    """Show the page."""
    with information_page(ABOUT) as service:
        st.html(
            paragraph(about.SENTENCE, "lead")
            + about.three_lines()
            + paragraph(about.NOT_A_LAWYER)
            + _who_runs_it(service)
            + heading("How an answer is made", 2)
            + _steps()
            + paragraph(NOTHING_WRITTEN)
            + heading("What it cannot do", 2)
            + bullets(CANNOT)
        )
        try:
            store = get_desk().store
        except CorpusError:
            st.html(heading("How fresh the guides are", 2) + paragraph(NOT_READY) + _licence())
            return
        st.html(
            heading("How it stays independent", 2)
            + independence(store)
            + heading("How fresh the guides are", 2)
            + _freshness(store)
            + _licence()
            + heading("Sources", 2)
            + _sources(store)
        )


def _who_runs_it(service: ServiceSettings) -> str:
    facts = [("Service", escaped(service.name)), *told(service, *REACHING, "data_controller", *COMPLAINING)]
    return heading("Who runs it", 2) + fields(facts)


def _steps() -> str:
    return "<ol>" + "".join(f"<li>{escaped(step)}</li>" for step in HOW_MADE) + "</ol>"


def _freshness(store: Store) -> str:
    situations = [guide for guide in store.content.guides.values() if guide.stage is not Stage.SERVICE]
    checked = sorted(guide.checked_on for guide in situations)
    facts = []
    if checked:
        facts += [
            ("Guides", escaped(str(len(checked)))),
            ("Checked longest ago", escaped(short_date(checked[0]))),
            ("Checked last", escaped(short_date(checked[-1]))),
        ]
    built = datetime.datetime.fromisoformat(store.manifest.built_at).date()
    facts.append(("Put together on this machine", escaped(short_date(built))))
    policy = store.content.guides.get(about.INDEPENDENCE_GUIDE)
    if policy:
        said = " ".join(statement.text for statement in policy.in_short if statement.id in REVIEWED)
        facts.append(("Independence policy", escaped(said)))
    return fields(facts)


def _licence() -> str:
    return heading("Licence", 2) + paragraph(LICENCE)


def _sources(store: Store) -> str:
    listed = sorted(store.content.register.sources.values(), key=lambda source: (source.authority, source.title))
    items = "".join(f"<li>{_source(source)}</li>" for source in listed)
    intro = paragraph("What the guides may cite, the law first: where each stands, and the day as of which it is told.")
    summary = f"<span>All {len(listed)} sources</span>"
    return intro + disclosure(summary, f'<div class="opened"><ul>{items}</ul></div>', kind="made")


def _source(source: Source) -> str:
    standing = f"{STATUS_WORDS[source.status]}, as at {short_date(source.as_at)}"
    return f"{link(source.title, source.url)}: {escaped(standing)}"


if __name__ == "__main__":
    main()
