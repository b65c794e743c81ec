"""Who is signed in, as a page asks at every run: by a password of ours, or because an OpenID provider vouches."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import streamlit as st
from sqlalchemy import Engine

from assistant import clock
from assistant.casework.accounts import LASTS, person_of_identity, person_of_token
from assistant.casework.rights import Person
from ui.markup import escaped, fields, label, paragraph
from ui.resources import OVERRIDES, get_engine
from ui.signing_in import COOKIE, PROVIDER_SIGN_OUT, SIGN_IN, leaving_form

PERSON = "person"
"""Where a test puts somebody into the session's overrides, as a function that returns them or nobody."""

_LEEWAY = datetime.timedelta(minutes=5)  # between our clock and a provider's
STRANGER = (
    "Your organisation knows you, but there is no account for you here. Give this to the person who runs this service:"
)


class Identity(NamedTuple):
    """Whom an OpenID provider vouches for, in its own words."""

    issuer: str
    subject: str


def who() -> Person | None:
    """Return who is signed in at this moment; asked of the database each time, and never remembered.

    Raises:
        CaseworkUnavailableError: the database cannot be used, so nobody can tell.
    """
    overrides: Mapping[str, Callable[[], Person | None]] = st.session_state.get(OVERRIDES, {})
    if PERSON in overrides:
        return overrides[PERSON]()
    engine, now = get_engine(), clock.now()
    token = _token()
    return (person_of_token(engine, token, now) if token else None) or _vouched_for(engine, now)


def sign_out_form() -> str:
    """Return the way out of the desk as markup: of our own sign-in, else of the OpenID provider's."""
    if token := _token():
        return leaving_form(token)
    return f'<p><a href="{PROVIDER_SIGN_OUT}" target="_self">Sign out</a></p>'


def show_ways_in() -> None:
    """Show how to sign in, to somebody who is not: with a password, and with each OpenID provider there is."""
    identity = identity_of(st.user.to_dict(), clock.now())
    if identity:
        facts = fields([("Issuer", escaped(identity.issuer)), ("Subject", escaped(identity.subject))])
        st.html(paragraph(STRANGER) + facts + f'<p><a href="{PROVIDER_SIGN_OUT}" target="_self">Sign out</a></p>')
    st.html(f'<p><a class="way-in" href="{SIGN_IN}" target="_self">Sign in with a password</a></p>')
    for provider in providers(_settings()):
        name = f" ({provider})" if provider else ""
        st.button(
            label(f"Sign in with your organisation’s account{name}"),
            key=f"provider-{provider}",
            on_click=st.login,
            args=(provider or None,),
        )


def identity_of(told: Mapping[str, Any], now: datetime.datetime) -> Identity | None:
    """Return whom `st.user` vouches for; None where that is nobody, or was said longer ago than a sign-in lasts.

    Streamlit keeps an identity for 30 days and looks at no time in it, so that is done here.
    """
    issuer, subject, issued = told.get("iss"), told.get("sub"), told.get("iat")
    if told.get("is_logged_in") is not True or not isinstance(issuer, str) or not isinstance(subject, str):
        return None
    if not issuer or not subject or isinstance(issued, bool) or not isinstance(issued, int | float):
        return None
    age = now.timestamp() - issued
    if not -_LEEWAY.total_seconds() <= age < LASTS.total_seconds():
        return None
    return Identity(issuer, subject)


def providers(auth: Mapping[str, Any]) -> list[str]:
    """Return the names of the OpenID providers that the secrets configure; the one without a name is empty."""
    unnamed = [""] if "client_id" in auth else []
    return unnamed + sorted(name for name, value in auth.items() if isinstance(value, Mapping) and "client_id" in value)


def _vouched_for(engine: Engine, now: datetime.datetime) -> Person | None:
    # without configuration `st.user` is empty, and asking it whether somebody is logged in would raise
    identity = identity_of(st.user.to_dict(), now)
    return person_of_identity(engine, *identity) if identity else None


def _settings() -> Mapping[str, Any]:
    found: Mapping[str, Any] = st.secrets["auth"] if st.secrets.load_if_toml_exists() and "auth" in st.secrets else {}
    return found


def _token() -> str:
    found = st.context.cookies.get(COOKIE, "")
    return found if isinstance(found, str) else ""  # a test of a page has no browser and no cookies
