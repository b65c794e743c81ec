"""Moves the focus where something new stands, once. A script of ours, as the print button is; it holds no text."""

import streamlit as st

# The module is loaded once a page, so `done` outlives reruns: no rerun takes the focus back.
_SCRIPT = """
const done = new Set()
export default function ({ data }) {
  if (!data || !data.target || done.has(data.moment)) return
  done.add(data.moment)
  let left = 60
  const move = () => {
    const found = document.getElementById(data.target)
    if (!found) { if (left-- > 0) requestAnimationFrame(move); return }
    found.focus({ preventScroll: true })
    found.scrollIntoView({ block: "start" })
    // a long form that gives way to something short moves it once more when the last of the form goes
    for (const later of [300, 900]) setTimeout(() => {
      if (document.activeElement === found) found.scrollIntoView({ block: "start" })
    }, later)
  }
  move()
}
"""

_mover = st.components.v2.component("send_assist_focus", js=_SCRIPT, isolate_styles=False)


def aim(target: str, moment: str) -> None:
    """Ask for the focus to go to the element of this id, once for each `moment`; the last to ask in a run gets it."""
    st.session_state["focus"] = {"target": target, "moment": moment}


def move_focus() -> None:
    """Move the focus, at the end of the page."""
    with st.container(key="focus"):
        _mover(key="focus-mover", data=st.session_state.get("focus", {}))
