"""The page of `ui/` over replies in which every text, of families, guides and originals alike, tries to be markup."""

import dataclasses
from pathlib import PurePosixPath

import streamlit as st

from assistant.answers import UsedSource
from tests.ui.builders import (
    MADE,
    SERVICE,
    TODAY,
    a_citation,
    a_clarification,
    a_date,
    a_handoff,
    an_answer,
    an_offer,
    an_option,
)
from tests.ui.fakes import FakeDesk
from ui import page
from ui.resources import OVERRIDES

HOSTILE = (
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
    "[click](javascript:window.hurt=1) ![i](https://elsewhere.example/i.png) **bold** $x^2$ :red[red] :material/home:"
)


FILE_NAME = PurePosixPath(f"{HOSTILE.replace('/', '∕')}.pdf").stem


def _of_hostile_text(record: object) -> dict[str, str]:
    kept = {"source_id", "status", "url", "rule", "who", "id", "passage_id", "reference"}
    return {
        field.name: HOSTILE
        for field in dataclasses.fields(record)  # type: ignore[arg-type]
        if isinstance(getattr(record, field.name), str) and field.name not in kept
    }


def hostile_desk() -> FakeDesk:
    citation = a_citation(quote=HOSTILE, url="javascript:window.hurt=1")
    citation = dataclasses.replace(citation, **_of_hostile_text(citation))
    option = dataclasses.replace(an_option(), **_of_hostile_text(an_option()))
    offer = dataclasses.replace(an_offer(), why=HOSTILE, next_steps=(HOSTILE,), will_need=(HOSTILE,))
    date = dataclasses.replace(a_date(), **_of_hostile_text(a_date()))
    # an original without a title is called by the name of its file, in its citation and in how the answer was made
    of_file = dataclasses.replace(citation, source_id="original", name=FILE_NAME)
    made = dataclasses.replace(
        MADE,
        steps=(HOSTILE,),
        guides=((HOSTILE, 0.7),),
        sources=(UsedSource("original", FILE_NAME, "in_force", TODAY, 1),),
        checks=(HOSTILE,),
        not_considered=(HOSTILE,),
    )
    answer = an_answer(
        heading=HOSTILE,
        how_made=made,
        citations=(citation, of_file),
        options=(option, option),
        dates=(date,),
        notices=(HOSTILE,),
        handoff=offer,
    )
    statement = dataclasses.replace(answer.direct[0], text=HOSTILE, citations=(0, 1))
    myth = dataclasses.replace(answer.myths[0], said=HOSTILE, truth=HOSTILE)
    answer = dataclasses.replace(answer, direct=(statement,), myths=(myth,))
    clarification = a_clarification(question=HOSTILE, choices=(HOSTILE, f"{HOSTILE} again"))
    handoff = a_handoff(offer=offer, direct=(statement,), citations=(citation, of_file), notices=(HOSTILE,))
    return FakeDesk((clarification, answer, handoff))


if __name__ == "__main__":
    if OVERRIDES not in st.session_state:
        desk = hostile_desk()
        st.session_state[OVERRIDES] = {"desk": lambda: desk, "service": lambda: SERVICE}
    page.main()
