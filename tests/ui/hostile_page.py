"""The page of `ui/` over replies in which every text, of families, guides and originals alike, tries to be markup."""

import dataclasses

import streamlit as st

from tests.ui.builders import SERVICE, a_citation, a_clarification, a_date, a_handoff, an_answer, an_offer, an_option
from tests.ui.fakes import FakeDesk
from ui import page
from ui.resources import OVERRIDES

HOSTILE = (
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
    "[click](javascript:window.hurt=1) ![i](https://elsewhere.example/i.png) **bold** $x^2$ :red[red] :material/home:"
)


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
    answer = an_answer(
        heading=HOSTILE,
        citations=(citation,),
        options=(option, option),
        dates=(date,),
        notices=(HOSTILE,),
        handoff=offer,
    )
    statement = dataclasses.replace(answer.direct[0], text=HOSTILE)
    myth = dataclasses.replace(answer.myths[0], said=HOSTILE, truth=HOSTILE)
    answer = dataclasses.replace(answer, direct=(statement,), myths=(myth,))
    clarification = a_clarification(question=HOSTILE, choices=(HOSTILE, f"{HOSTILE} again"))
    handoff = a_handoff(offer=offer, direct=(statement,), citations=(citation,), notices=(HOSTILE,))
    return FakeDesk((clarification, answer, handoff))


if __name__ == "__main__":
    if OVERRIDES not in st.session_state:
        desk = hostile_desk()
        st.session_state[OVERRIDES] = {"desk": lambda: desk, "service": lambda: SERVICE}
    page.main()
