"""Signing in to the advocates' desk, and out of it: pages of the server itself, because a script can set no cookie.

They work without scripts, and what is posted to them must come from a page of ours. Two things see to that: where the
browser says that the form was sent from, and a word in the form that goes with a cookie. For signing in the word is
the cookie's, sealed with the key of casework, so that every replica knows it and none keeps it; for signing out it is
made from the sign-in itself, which nobody else has.
"""

import asyncio
import hashlib
import hmac
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import Engine
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant import clock
from assistant.casework import sealing
from assistant.casework.accounts import (
    LASTS,
    LOCKED_FOR,
    LONGEST_PASSWORD,
    MOST_FAILURES,
    SignInRefusedError,
    Ticket,
    sign_in,
    sign_out,
)
from assistant.casework.desk_models import ID_LENGTH
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.service import ServiceSettings
from corpus.errors import CorpusError
from ui import resources
from ui.markup import escaped, paragraph

log = logging.getLogger(__name__)

COOKIE = "send_assist_desk"
"""What a browser keeps of a sign-in: its token, of which the database has a digest."""

FORM_COOKIE = "send_assist_desk_form"
DESK, SIGN_IN, SIGN_OUT, STYLE = "/desk", "/desk/sign-in", "/desk/sign-out", "/desk/sign-in.css"
SIGNED_OUT = f"{SIGN_IN}?signed-out"
PROVIDER_SIGN_OUT = "/auth/logout"  # Streamlit's, which forgets who an OpenID provider said it is
PROVIDER_COOKIE = "_streamlit_user"
TRUST_VARIABLE = "SEND_ASSIST_TRUST_PROXY"
LONGEST_BODY = 8_192  # bytes: the longest name and password with every byte escaped are 5,000
MOST_FIELDS = 10
READ_SECONDS = 10.0
AT_ONCE = 2  # passwords checked together: each takes 64 MiB and a tenth of a second
WAITING = 30

NO_MATCH = (
    f"That name and password do not match. After {MOST_FAILURES} wrong tries in a row an account is locked for "
    f"{int(LOCKED_FOR.total_seconds() // 60)} minutes, and then the right password does not open it either. "
    "If you have tried that often, wait and try again."
)
EMPTY = "Type the name you sign in with, and your password."
NOT_OURS = (
    "This page had been open for too long, or your browser did not send back the cookie that goes with it. Nothing has "
    "gone wrong with your account. Type your password again."
)
ELSEWHERE = "That was sent from another website, so nothing was done with it. If it was you, sign in here."
TOO_LONG = "What was sent is longer than any name and password. Try again."
UNREADABLE = "What was sent could not be read. Try again."
BUSY = "Many people are signing in just now. Wait a moment and try again."
UNAVAILABLE = "Nobody can sign in just now: the database of cases cannot be used. Try again in a few minutes."
FORGOTTEN = "Forgotten your password? The person who runs this service can give you a new one."
DONE = "You are signed out."
NOT_RECORDED = (
    "This browser has forgotten your sign-in, but our records could not be reached to end it everywhere. Close the "
    f"other tabs of the desk. It ends by itself within {int(LASTS.total_seconds() // 3600)} hours."
)
SURE = "You have signed in again since that page was opened. Do you want to sign out?"

_SEALED = "sign-in form "  # so that nothing else that we seal can stand in for it
_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_PALETTE_ENDS = "/* one column */"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # under `no-referrer` a browser posts a form of ours with the origin `null`
    "Referrer-Policy": "same-origin",
}
_LOOK = """
* { box-sizing: border-box; }
html { color-scheme: light dark; }
body { margin: 0; font: 1.125rem/1.55 sans-serif; overflow-wrap: anywhere;
  color: var(--ink); background: var(--ground); }
main { max-width: 35rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.6rem; color: var(--accent); }
h2 { font-size: 1.15rem; line-height: 1.25; margin: 0.75rem 0 0.25rem; color: var(--red); }
p { margin: 0 0 0.8rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
.quiet { color: var(--ink-soft); font-size: 1rem; }
.done { border-left: 4px solid var(--accent); padding: 0.25rem 0 0.25rem 0.75rem; }
.faults { border: 2px solid var(--red); border-radius: 0.4rem; background: var(--red-ground);
  padding: 0 1rem; margin: 0 0 1rem; }
label { display: block; font-weight: 650; margin: 0 0 0.25rem; }
input { font: inherit; width: 100%; min-height: 2.75rem; padding: 0.4rem 0.6rem; margin: 0 0 1rem;
  color: var(--ink); background: var(--ground); border: 1px solid var(--edge); border-radius: 0.4rem; }
button { font: inherit; font-weight: 650; min-height: 2.75rem; padding: 0.4rem 1.25rem; margin: 0 0 1rem;
  cursor: pointer; color: var(--ground); background: var(--accent); border: 2px solid var(--accent);
  border-radius: 0.4rem; }
:is(a, input, button, .faults):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
"""

Done = TypeVar("Done")


class NotReadError(Exception):
    """What was posted cannot be used; holds how the page says so, and nothing of what was posted."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status
        self.told = told


class BusyError(Exception):
    """Too many people are signing in at this moment."""


@dataclass
class _Turns:
    """Signs people in one after another: whoever sends very many passwords takes neither memory nor the other pages."""

    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "sign-in"))
    _room: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE + WAITING))

    async def take(self, work: Callable[[], Done]) -> Done:
        """Do this in its turn.

        Raises:
            BusyError: too many wait already.
        """
        if not self._room.acquire(blocking=False):
            raise BusyError
        turn = self._pool.submit(work)
        turn.add_done_callback(lambda _: self._room.release())
        return await asyncio.wrap_future(turn)


@dataclass(frozen=True)
class Doors:
    """The pages of signing in and out, over a database that is opened when it is first needed."""

    get_engine: Callable[[], Engine]
    get_service: Callable[[], ServiceSettings]
    trusts_proxy: bool = False
    turns: _Turns = field(default_factory=_Turns)

    async def show(self, request: Request) -> Response:
        """Show the form."""
        note = f'<p role="status" class="done">{escaped(DONE)}</p>' if "signed-out" in request.query_params else ""
        return await self._form(request, note=note)

    async def enter(self, request: Request) -> Response:
        """Sign somebody in, and send them to the desk; else show the form again, with the name that they typed."""
        if not self._is_from_here(request):
            return await self._form(request, 403, ELSEWHERE)
        try:
            typed = await _typed(request)
        except NotReadError as error:
            return await self._form(request, error.status, error.told)
        subject, password = typed.get("subject", ""), typed.get("password", "")
        held = request.cookies.get(FORM_COOKIE, "")
        try:
            if not await asyncio.to_thread(_goes_with, held, typed.get("form", "")):
                return await self._form(request, 403, NOT_OURS, subject)
            if not subject.strip() or not password:
                return await self._form(request, 400, EMPTY, subject)
            ticket = await self.turns.take(lambda: self._sign_in(subject, password, request.cookies.get(COOKIE, "")))
        except SignInRefusedError:
            return await self._form(request, 403, NO_MATCH, subject)
        except BusyError:
            return await self._form(request, 503, BUSY, subject)
        except CaseworkUnavailableError as error:
            log.error("nobody can sign in: %s", error)
            return await self._form(request, 503, UNAVAILABLE, subject)
        response = RedirectResponse(DESK, 303, _HEADERS)
        self._set_cookie(request, response, COOKIE, ticket.token, "/")
        response.delete_cookie(FORM_COOKIE, path=DESK)
        return response

    async def leave(self, request: Request) -> Response:
        """End a sign-in here and in the database; one that has ended already stays ended."""
        if not self._is_from_here(request):
            return await self._form(request, 403, ELSEWHERE)
        try:
            typed = await _typed(request)
        except NotReadError as error:
            return await self._form(request, error.status, error.told)
        token = request.cookies.get(COOKIE, "")
        if token and not hmac.compare_digest(word_to_leave(token).encode(), typed.get("form", "").encode()):
            return self._page("Sign out", paragraph(SURE) + leaving_form(token), 403)
        # whoever an OpenID provider vouches for is signed in with Streamlit too
        target = PROVIDER_SIGN_OUT if PROVIDER_COOKIE in request.cookies else SIGNED_OUT
        response: Response = RedirectResponse(target, 303, _HEADERS)
        if token:
            try:
                await asyncio.to_thread(lambda: sign_out(self.get_engine(), token, clock.now()))
            except CaseworkUnavailableError as error:
                log.error("a sign-in was not ended in the database: %s", error)
                response = self._page("Sign out", _fault(NOT_RECORDED), 503)
        response.delete_cookie(COOKIE, path="/")
        return response

    async def style(self, request: Request) -> Response:
        """Give the look of these pages: the colours of the others, and little more."""
        text = await asyncio.to_thread(_style)
        return Response(text, media_type="text/css", headers=_HEADERS | {"Cache-Control": "max-age=3600"})

    def _sign_in(self, subject: str, password: str, earlier: str) -> Ticket:
        engine, now = self.get_engine(), clock.now()
        ticket = sign_in(engine, subject, password, now)
        if earlier:
            sign_out(engine, earlier, now)  # this browser forgets it, so nobody could end it later
        return ticket

    async def _form(
        self, request: Request, status: int = 200, fault: str = "", subject: str = "", *, note: str = ""
    ) -> Response:
        held = request.cookies.get(FORM_COOKIE, "")
        if not _ID.fullmatch(held):
            held = secrets.token_urlsafe(32)  # else the one it has, so that forms in other tabs stay good
        try:
            form = await asyncio.to_thread(self._sealed, held)
        except CaseworkUnavailableError as error:
            log.error("nobody can sign in: %s", error)
            return self._page("Sign in", _fault(UNAVAILABLE), 503)
        markup = _signing_in_form(form, subject[:ID_LENGTH], is_wrong=fault in (NO_MATCH, EMPTY))
        response = self._page("Sign in", note + (_fault(fault) if fault else "") + markup, status)
        self._set_cookie(request, response, FORM_COOKIE, held, DESK)
        return response

    def _sealed(self, held: str) -> str:
        self.get_engine()  # opening it makes the key of a service that has none yet
        return sealing.current().seal(_SEALED + held)

    def _page(self, title: str, body: str, status: int) -> Response:
        try:
            name = self.get_service().name
        except CorpusError:
            name = ServiceSettings().name
        problem = "Problem: " if status >= 400 else ""
        return HTMLResponse(
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="robots" content="noindex">'
            f'<title>{escaped(f"{problem}{title} – {name}")}</title><link rel="stylesheet" href="{STYLE}"></head>'
            f'<body><main><p class="quiet">{escaped(name)}</p><h1>{escaped(title)}</h1>{body}</main></body></html>',
            status,
            _HEADERS,
        )

    def _is_from_here(self, request: Request) -> bool:
        """Say whether a page of ours sent this, as far as the browser tells.

        Over https every browser of today says which site a form came from. Over http, and older ones, say its origin.
        What says neither is no browser, and has the form's word yet to give. The order is that of Go's
        `http.CrossOriginProtection`: a proxy may change the host that an origin is compared with.
        """
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = request.headers.get("origin")
        if origin is None:
            return True
        try:
            found = urlsplit(origin)
        except ValueError:
            return False
        host = self._forwarded(request, "x-forwarded-host") or request.headers.get("host", "")
        is_ours = bool(found.netloc) and found.netloc.lower() == host.lower()
        return is_ours and (found.scheme == "https" or not self._is_secure(request))

    def _is_secure(self, request: Request) -> bool:
        return (self._forwarded(request, "x-forwarded-proto") or request.url.scheme).lower() == "https"

    def _forwarded(self, request: Request, name: str) -> str:
        """Return what a proxy in front of us says of the request that it got, where we were told that there is one."""
        return request.headers.get(name, "").partition(",")[0].strip() if self.trusts_proxy else ""

    def _set_cookie(self, request: Request, response: Response, name: str, value: str, path: str) -> None:
        response.set_cookie(name, value, path=path, httponly=True, samesite="strict", secure=self._is_secure(request))


def routes(
    get_engine: Callable[[], Engine] = resources.own_engine,
    get_service: Callable[[], ServiceSettings] = resources.own_service,
    environment: Mapping[str, str] = os.environ,
) -> list[Route]:
    """Return the addresses of signing in and out, for the server to serve beside Streamlit's."""
    doors = Doors(get_engine, get_service, trusts_proxy=environment.get(TRUST_VARIABLE, "").strip() == "1")
    return [
        Route(SIGN_IN, doors.show, methods=["GET"]),
        Route(SIGN_IN, doors.enter, methods=["POST"]),
        Route(SIGN_OUT, doors.leave, methods=["POST"]),
        Route(STYLE, doors.style, methods=["GET"]),
    ]


def leaving_form(token: str) -> str:
    """Return the form that ends the sign-in of this token."""
    return (
        f'<form method="post" action="{SIGN_OUT}" target="_self">'
        f'<input type="hidden" name="form" value="{word_to_leave(token)}">'
        '<button type="submit">Sign out</button></form>'
    )


def word_to_leave(token: str) -> str:
    """Return what a form must hold to end a sign-in: whoever has not its token cannot make it."""
    return hmac.digest(token.encode("utf-8", "replace"), b"sign out", hashlib.sha256).hex()


def _signing_in_form(form: str, subject: str, *, is_wrong: bool) -> str:
    wrong = ' aria-invalid="true" aria-describedby="fault"' if is_wrong else ""
    return (
        paragraph("For advocates and staff of this service. Families need no account.")
        + f'<form method="post" action="{SIGN_IN}"><input type="hidden" name="form" value="{escaped(form)}">'
        '<label for="subject">The name you sign in with</label>'
        f'<input id="subject" name="subject" value="{escaped(subject)}" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" maxlength="{ID_LENGTH}" required{wrong}>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" '
        f'maxlength="{LONGEST_PASSWORD}" required{wrong}>'
        '<button type="submit">Sign in</button></form>'
        + paragraph(FORGOTTEN, "quiet")
        + '<p class="quiet">Looking for help for your child? <a href="/">Ask a question</a></p>'
    )


def _fault(told: str) -> str:
    # it takes the focus, for an alert that is there from the start is not always read out
    return (
        '<div role="alert" class="faults" id="fault" tabindex="-1" autofocus>'
        f"<h2>There is a problem</h2>{paragraph(told)}</div>"
    )


async def _typed(request: Request) -> dict[str, str]:
    """Return the fields of a posted form.

    Raises:
        NotReadError: it is too long, takes too long to come, or is no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise NotReadError(415, UNREADABLE)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > LONGEST_BODY:
                    raise NotReadError(413, TOO_LONG)
    except (TimeoutError, ClientDisconnect):
        raise NotReadError(408, UNREADABLE) from None
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise NotReadError(400, UNREADABLE) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotReadError(400, UNREADABLE)
    return fields


def _goes_with(held: str, form: str) -> bool:
    """Say whether a form's word is the one that was given to the browser with this cookie."""
    try:
        opened = sealing.current().open(form)
    except sealing.WrongKeyError:
        return False
    return bool(_ID.fullmatch(held)) and hmac.compare_digest(opened.encode(), (_SEALED + held).encode())


def _style() -> str:
    palette = Path(__file__).with_name("style.css").read_text(encoding="utf-8").partition(_PALETTE_ENDS)[0]
    return palette + _LOOK
