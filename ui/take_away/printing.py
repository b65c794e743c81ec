"""The button that opens the browser's print dialog: a script of ours, as the focus is; it holds no text of a family."""

import streamlit as st

_BUTTON = '<button type="button" class="print">Print</button>'
_SCRIPT = """
export default function ({ parentElement }) {
  parentElement.querySelector("button").onclick = () => window.print()
}
"""

_printer = st.components.v2.component("send_assist_print", html=_BUTTON, js=_SCRIPT, isolate_styles=False)


def print_button(key: str) -> None:
    """Show the button."""
    _printer(key=key, width="content")
