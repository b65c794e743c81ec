"""Signing in to the desk and out of it: the pages themselves, what the cookie is worth, and what is refused."""

import datetime
import html
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import streamlit.runtime.context
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, select
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from assistant import clock
from assistant.casework import sealing
from assistant.casework.accounts import (
    IDLE,
    LASTS,
    LOCKED_FOR,
    MOST_FAILURES,
    add_account,
    person_of_token,
    set_open,
    set_password,
    set_role,
    sign_in,
)
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import Account, Role, SignIn
from assistant.casework.sealing import KEY_VARIABLE, new_key
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from assistant.service import ServiceSettings
from corpus.errors import ContentError
from corpus.paths import PROJECT
from tests.ui.browser import NEEDS_BROWSER, WCAG, violations
from tests.ui.servers import environment, running
from ui import signing_in
from ui.resources import OVERRIDES
from ui.signed_in import Identity, identity_of, providers
from ui.signing_in import COOKIE, FORM_COOKIE, LONGEST_BODY, SIGN_IN, SIGN_OUT, STYLE, word_to_leave

HERE = "http://testserver"
PASSWORD = "correct horse battery"
WHO = "terminal:tests"
ISSUER = "https://id.example.org"
FORM = {"content-type": "application/x-www-form-urlencoded"}
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def ana(engine: Engine) -> int:
    person = add_account(
        engine, subject="ana", name="Ana Silva", role=Role.ADVOCATE, now=clock.now(), who=WHO, password=PASSWORD
    )
    return person.account_id


@pytest.fixture
def open_doors(engine: Engine) -> Iterator[Callable[..., TestClient]]:
    """A browser that keeps cookies, at a server with these routes and one of its own."""

    def opened(url: str = HERE, *, get_engine=lambda: engine, get_service=ServiceSettings, **environment: str):
        async def other(request):
            return PlainTextResponse("another page")

        routes = [*signing_in.routes(get_engine, get_service, environment), Route("/{path:path}", other)]
        return TestClient(Starlette(routes=routes), base_url=url, follow_redirects=False)

    yield opened


@pytest.fixture
def client(open_doors) -> TestClient:
    return open_doors()


def word_in(page: str) -> str:
    found = re.search(r'name="form" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def post(client: TestClient, headers: dict[str, str] | None = None, **fields: str) -> Any:
    """Fill in the form that the browser shows, and send it."""
    form = {"form": word_in(client.get(SIGN_IN).text), "subject": "ana", "password": PASSWORD, **fields}
    return client.post(SIGN_IN, data=form, headers=headers or {})


def leave(client: TestClient, **fields: str) -> Any:
    return client.post(SIGN_OUT, data={"form": word_to_leave(client.cookies.get(COOKIE, "")), **fields})


def cookie_line(response: Any, name: str) -> str:
    return next(line for line in response.headers.get_list("set-cookie") if line.startswith(f"{name}="))


def sign_ins(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.scalars(select(SignIn)).all())


def unavailable() -> Engine:
    raise CaseworkUnavailableError(Trouble.GONE, "somewhere")


def test_the_form_is_a_whole_page_with_a_label_for_each_field_and_no_script(client):
    response = client.get(SIGN_IN)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for field in ("subject", "password"):
        assert f'<label for="{field}">' in response.text
        assert f'<input id="{field}" name="{field}"' in response.text
    assert '<html lang="en-GB">' in response.text
    assert "<title>Sign in – SEND Assist</title>" in response.text
    assert 'autocomplete="current-password"' in response.text
    assert not re.search(r"<script|<style| style=| on[a-z]+=|javascript:", response.text)


@pytest.mark.parametrize("status", [200, 403])
def test_every_page_is_neither_kept_nor_framed_nor_told_to_other_sites(client, ana, status):
    response = client.get(SIGN_IN) if status == 200 else post(client, password="wrong wrong wrong")

    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    policy = {part.split()[0]: part.split()[1:] for part in response.headers["content-security-policy"].split(";")}
    assert policy == {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }


def test_the_look_has_the_colours_of_the_other_pages_in_light_and_dark(client):
    response = client.get(STYLE)

    assert response.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in response.text
    assert set(re.findall(r"var\((--[a-z-]+)\)", response.text)) <= set(re.findall(r"(--[a-z-]+):", response.text))
    assert ".stMainBlockContainer" not in response.text


def test_the_right_password_leads_to_the_desk_with_a_cookie_that_is_worth_a_sign_in(client, engine, ana):
    response = post(client)

    assert (response.status_code, response.headers["location"]) == (303, "/desk")
    assert response.headers["cache-control"] == "no-store"
    person = person_of_token(engine, client.cookies[COOKIE], clock.now())
    assert person is not None
    assert person.account_id == ana


def test_the_cookie_is_for_the_server_alone_and_for_no_other_site(client, ana):
    parts = cookie_line(post(client), COOKIE).split("; ")

    assert set(parts[1:]) == {"HttpOnly", "SameSite=strict", "Path=/"}
    assert re.fullmatch(rf"{COOKIE}=[A-Za-z0-9_-]{{43}}", parts[0])


def test_the_cookie_of_the_form_is_guarded_too_and_gone_after_signing_in(client, ana):
    assert set(cookie_line(client.get(SIGN_IN), FORM_COOKIE).split("; ")[1:]) == {
        "HttpOnly",
        "SameSite=strict",
        "Path=/desk",
    }

    post(client)

    assert FORM_COOKIE not in client.cookies


@pytest.mark.parametrize(
    ("url", "told", "environment", "is_secure"),
    [
        ("https://testserver", {}, {}, True),
        (HERE, {"x-forwarded-proto": "https"}, {"SEND_ASSIST_TRUST_PROXY": "1"}, True),
        (HERE, {"x-forwarded-proto": "https, http"}, {"SEND_ASSIST_TRUST_PROXY": "1"}, True),
        (HERE, {"x-forwarded-proto": "https"}, {}, False),
        (HERE, {"x-forwarded-proto": "https"}, {"SEND_ASSIST_TRUST_PROXY": "0"}, False),
        (HERE, {}, {"SEND_ASSIST_TRUST_PROXY": "1"}, False),
        ("https://testserver", {"x-forwarded-proto": "http"}, {}, True),
    ],
)
def test_over_https_the_cookie_goes_over_nothing_else(open_doors, ana, url, told, environment, is_secure):
    client = open_doors(url, **environment)
    page = client.get(SIGN_IN)
    held = client.cookies.get(FORM_COOKIE)

    response = client.post(
        SIGN_IN,
        data={"form": word_in(page.text), "subject": "ana", "password": PASSWORD},
        headers={**told, "cookie": f"{FORM_COOKIE}={held}"},
    )

    assert response.status_code == 303
    assert ("Secure" in cookie_line(response, COOKIE)) is is_secure


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "wrong wrong wrong"},
        {"subject": "nobody"},
        {"subject": "nobody", "password": "wrong wrong wrong"},
        {"password": PASSWORD.upper()},
        {"subject": "ana\x00", "password": "\x00"},
    ],
)
def test_what_does_not_match_is_told_in_the_same_words_whatever_it_was(client, engine, ana, fields):
    response = post(client, **fields)

    assert response.status_code == 403
    assert signing_in.NO_MATCH in html.unescape(response.text)
    assert "<title>Problem: Sign in" in response.text
    assert COOKIE not in client.cookies
    assert sign_ins(engine) == 0


def test_the_fault_is_an_alert_that_the_fields_point_to(client, ana):
    page = post(client, password="wrong wrong wrong").text

    assert '<div role="alert" class="faults" id="fault" tabindex="-1" autofocus>' in page
    assert page.count('aria-invalid="true" aria-describedby="fault"') == 2


def test_the_typed_name_stays_as_text_and_the_password_does_not(client, ana):
    page = post(client, subject='"><script>alert(1)</script>ÅÄ', password="wrong wrong wrong").text

    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;ÅÄ"' in page
    assert "<script" not in page
    assert "wrong wrong wrong" not in page


def test_after_five_wrong_tries_the_right_password_is_refused_in_the_words_that_everybody_gets(client, engine, ana):
    for _ in range(MOST_FAILURES):
        post(client, password="wrong wrong wrong")

    locked = post(client)
    unknown = post(client, subject="nobody")

    assert locked.status_code == unknown.status_code == 403
    assert f"After {MOST_FAILURES} wrong tries in a row an account is locked for 15 minutes" in locked.text
    assert without_secrets(locked.text, "ana") == without_secrets(unknown.text, "nobody")
    with writing(engine) as session:
        account = session.get(Account, ana)
        assert account is not None
        account.locked_until = clock.now() - MINUTE
    assert post(client).status_code == 303
    assert LOCKED_FOR == 15 * MINUTE


def without_secrets(page: str, name: str) -> str:
    """Return a page without what differs in any two: the form's word, and the name that was typed."""
    return page.replace(html.escape(word_in(page)), "").replace(f'value="{name}"', "")


def test_a_closed_account_is_refused_in_the_same_words(client, engine, ana):
    set_open(engine, "local", "ana", is_open=False, now=clock.now(), who=WHO)

    closed = post(client)

    assert closed.status_code == 403
    assert without_secrets(closed.text, "ana") == without_secrets(post(client, subject="no").text, "no")


@pytest.mark.parametrize("fields", [{"subject": ""}, {"subject": " \t"}, {"password": ""}])
def test_an_empty_field_is_told_and_is_no_wrong_try(client, engine, ana, fields):
    for _ in range(MOST_FAILURES):
        assert post(client, **fields).status_code == 400

    assert post(client).status_code == 303


def test_without_the_cookie_of_the_form_nothing_is_done_and_the_name_stays(client, engine, ana):
    word = word_in(client.get(SIGN_IN).text)
    client.cookies.clear()

    response = client.post(SIGN_IN, data={"form": word, "subject": "ana", "password": PASSWORD})

    assert response.status_code == 403
    assert html.escape(signing_in.NOT_OURS) in response.text
    assert 'value="ana"' in response.text
    assert sign_ins(engine) == 0


def test_a_word_that_somebody_else_was_given_is_worth_nothing(open_doors, engine, ana):
    mine, theirs = open_doors(), open_doors()
    foreign = word_in(theirs.get(SIGN_IN).text)

    response = post(mine, form=foreign)

    assert response.status_code == 403
    assert sign_ins(engine) == 0


@pytest.mark.parametrize("word", ["", "x", "é\x00", "gAAAAA" + "A" * 200, "A" * 7_000])
def test_a_word_that_we_never_gave_is_worth_nothing(client, engine, ana, word):
    response = post(client, form=word)

    assert response.status_code == 403
    assert sign_ins(engine) == 0


def test_something_else_that_we_sealed_is_no_word_for_a_form(client, engine, ana):
    client.get(SIGN_IN)

    response = post(client, form=sealing.current().seal(client.cookies[FORM_COOKIE]))

    assert response.status_code == 403


def test_the_word_of_one_replica_is_good_at_another_and_after_the_key_was_changed(open_doors, ana, monkeypatch):
    first, second = open_doors(), open_doors()
    word = word_in(first.get(SIGN_IN).text)
    monkeypatch.setenv(KEY_VARIABLE, f"{new_key()},{os.environ[KEY_VARIABLE]}")
    second.cookies.set(FORM_COOKIE, first.cookies[FORM_COOKIE])

    response = second.post(SIGN_IN, data={"form": word, "subject": "ana", "password": PASSWORD})

    assert response.status_code == 303


def test_the_forms_of_two_tabs_are_both_good(client, ana):
    first, second = (word_in(client.get(SIGN_IN).text) for _ in range(2))

    assert first != second
    for word in (first, second):
        response = client.post(SIGN_IN, data={"form": word, "subject": "ana", "password": "wrong wrong wrong"})
        assert signing_in.NO_MATCH in html.unescape(response.text)


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"origin": HERE}, True),
        ({"origin": HERE, "sec-fetch-site": "same-origin"}, True),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, True),
        ({}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "http://testserver.evil.example"}, False),
        ({"origin": "http://testserver:8080"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://[::1"}, False),
        ({"origin": HERE, "sec-fetch-site": "cross-site"}, False),
        ({"origin": HERE, "sec-fetch-site": "same-site"}, False),
        ({"origin": HERE, "sec-fetch-site": "none"}, False),
    ],
)
@pytest.mark.parametrize("is_leaving", [False, True])
def test_only_a_page_of_ours_can_send_a_form(client, engine, ana, headers, is_taken, is_leaving):
    if is_leaving:
        post(client)
        data = {"form": word_to_leave(client.cookies[COOKIE])}
        response = client.post(SIGN_OUT, data=data, headers=headers)
    else:
        response = post(client, headers)

    assert response.status_code == (303 if is_taken else 403)
    assert (html.escape(signing_in.ELSEWHERE) in response.text) is not is_taken
    assert sign_ins(engine) == (is_taken is not is_leaving)


@pytest.mark.parametrize(
    ("told", "environment", "is_taken"),
    [
        ({"origin": "https://desk.example.org", "x-forwarded-host": "desk.example.org"}, {"trust": "1"}, True),
        ({"origin": "https://desk.example.org", "x-forwarded-host": "desk.example.org"}, {}, False),
        ({"origin": "http://testserver", "x-forwarded-proto": "https"}, {"trust": "1"}, False),
        ({"origin": "https://testserver", "x-forwarded-proto": "https"}, {"trust": "1"}, True),
    ],
)
def test_behind_a_proxy_the_origin_is_that_of_the_proxy(open_doors, ana, told, environment, is_taken):
    trust = {"SEND_ASSIST_TRUST_PROXY": environment["trust"]} if environment else {}

    response = post(open_doors(**trust), told)

    assert response.status_code == (303 if is_taken else 403)


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_OUT])
def test_a_body_that_is_too_long_is_refused_whether_or_not_its_length_is_told(client, engine, ana, path):
    untold = iter([b"subject=ana&password=" + b"a" * LONGEST_BODY] * 10)

    assert client.post(path, content=b"x" * (LONGEST_BODY + 1), headers=FORM).status_code == 413
    assert client.post(path, content=untold, headers=FORM).status_code == 413
    assert sign_ins(engine) == 0


def test_the_longest_name_and_password_fit(client, ana):
    assert post(client, subject="😀" * 200, password="😀" * 200).status_code == 403


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", FORM, 403),
        (b"\xff\xfe\x00=%zz&&&=&;", FORM, 403),
        (b"subject=ana&subject=ben", FORM, 400),
        (urlencode({f"f{number}": "" for number in range(50)}).encode(), FORM, 400),
        (b'{"subject": "ana"}', {"content-type": "application/json"}, 415),
        (b"--x\r\n\r\n--x--", {"content-type": "multipart/form-data; boundary=x"}, 415),
        (b"subject=ana", {}, 415),
    ],
)
def test_what_is_no_form_of_ours_is_refused_with_a_fresh_one(client, engine, body, headers, status):
    response = client.post(SIGN_IN, content=body, headers=headers)

    assert response.status_code == status
    assert word_in(response.text)


@pytest.mark.parametrize(
    "cookies",
    [
        f"{FORM_COOKIE}=x",
        f"{FORM_COOKIE}={'A' * 5_000}; {COOKIE}={'A' * 5_000}",
        f"{FORM_COOKIE}=\xe9\xe9; {COOKIE}=\xff\xfe",
        f";;=; {COOKIE}; ={FORM_COOKIE}",
        f'{COOKIE}="; drop table; {FORM_COOKIE}="',
    ],
)
def test_garbage_in_cookies_is_worth_nothing_and_breaks_nothing(client, engine, ana, cookies):
    headers = {"cookie": cookies.encode("latin-1")}
    word = word_in(client.get(SIGN_IN, headers=headers).text)
    client.cookies.clear()

    entering = client.post(
        SIGN_IN, data={"form": word, "subject": "ana", "password": PASSWORD}, headers={"cookie": headers["cookie"]}
    )
    leaving = client.post(SIGN_OUT, data={"form": ""}, headers={"cookie": headers["cookie"]})

    assert entering.status_code == 403
    assert leaving.status_code in (303, 403)
    assert sign_ins(engine) == 0


def test_signing_out_ends_the_sign_in_and_clears_the_cookie(client, engine, ana):
    post(client)
    token = client.cookies[COOKIE]

    response = leave(client)

    assert (response.status_code, response.headers["location"]) == (303, "/desk/sign-in?signed-out")
    assert COOKIE not in client.cookies
    assert person_of_token(engine, token, clock.now()) is None
    assert '<p role="status" class="done">You are signed out.</p>' in client.get(response.headers["location"]).text


@pytest.mark.parametrize("word", ["", "x", "é", word_to_leave("another token")])
def test_another_site_cannot_sign_anybody_out(client, engine, ana, word):
    post(client)

    response = leave(client, form=word)

    assert response.status_code == 403
    assert sign_ins(engine) == 1
    assert client.cookies[COOKIE]
    again = client.post(SIGN_OUT, data={"form": word_in(response.text)})  # the page offers it once more
    assert again.status_code == 303
    assert sign_ins(engine) == 0


def test_signing_out_without_a_sign_in_is_no_fault(client):
    assert leave(client).headers["location"] == "/desk/sign-in?signed-out"


def test_whoever_a_provider_vouches_for_leaves_the_provider_too(client, ana):
    post(client)
    client.cookies.set("_streamlit_user", "signed by Streamlit")

    assert leave(client).headers["location"] == "/auth/logout"


def test_signing_in_again_ends_the_sign_in_that_this_browser_forgets(client, engine, ana):
    post(client)
    earlier = client.cookies[COOKIE]

    post(client)

    assert client.cookies[COOKIE] != earlier
    assert person_of_token(engine, earlier, clock.now()) is None
    assert sign_ins(engine) == 1


def test_a_token_that_somebody_planted_is_not_taken_up(client, engine, ana):
    client.cookies.set(COOKIE, "planted")

    response = post(client)

    assert cookie_line(response, COOKIE).split(";")[0] != f"{COOKIE}=planted"
    assert person_of_token(engine, "planted", clock.now()) is None


def test_while_the_database_cannot_be_used_the_page_says_so_and_the_log_why(open_doors, caplog):
    response = open_doors(get_engine=unavailable).get(SIGN_IN)

    assert response.status_code == 503
    assert signing_in.UNAVAILABLE in response.text
    assert "found no database there" in caplog.text


def test_while_the_database_cannot_be_used_a_typed_name_stays(engine, ana, open_doors, caplog):
    states = {"is_there": True}
    client = open_doors(get_engine=lambda: engine if states["is_there"] else unavailable())
    word = word_in(client.get(SIGN_IN).text)
    (Path(str(engine.url.database))).rename(Path(str(engine.url.database)).with_name("gone"))

    response = client.post(SIGN_IN, data={"form": word, "subject": "ana", "password": PASSWORD})

    assert response.status_code == 503
    assert 'value="ana"' in response.text
    assert PASSWORD not in caplog.text


def test_signing_out_without_a_database_clears_the_cookie_and_says_what_was_not_done(open_doors):
    client = open_doors(get_engine=unavailable)
    client.cookies.set(COOKIE, "a-token", domain="testserver.local", path="/")

    response = leave(client)

    assert response.status_code == 503
    assert html.escape(signing_in.NOT_RECORDED) in response.text
    assert COOKIE not in client.cookies


def test_broken_settings_keep_nobody_out(open_doors, ana):
    def broken() -> ServiceSettings:
        raise ContentError("a fault")

    assert post(open_doors(get_service=broken)).status_code == 303


def test_the_name_of_the_service_is_text(open_doors):
    page = open_doors(get_service=lambda: ServiceSettings(name="<b>Us & Co</b>")).get(SIGN_IN).text

    assert "<title>Sign in – &lt;b&gt;Us &amp; Co&lt;/b&gt;</title>" in page
    assert "<b>" not in page


def test_more_people_than_can_wait_are_asked_to_try_again(open_doors, engine, ana):
    go_on, begun = threading.Event(), threading.Semaphore(0)
    statuses: list[int] = []

    def slow() -> Engine:
        if threading.current_thread().name.startswith("sign-in"):
            begun.release()
            go_on.wait(60)
        return engine

    client = open_doors(get_engine=slow)
    word = word_in(client.get(SIGN_IN).text)
    cookie = {"cookie": f"{FORM_COOKIE}={client.cookies[FORM_COOKIE]}"}

    def send() -> None:
        data = {"form": word, "subject": "nobody", "password": PASSWORD}
        statuses.append(client.post(SIGN_IN, data=data, headers=cookie).status_code)

    most = signing_in.AT_ONCE + signing_in.WAITING
    everybody = [threading.Thread(target=send) for _ in range(most + 3)]
    for each in everybody:
        each.start()
    assert begun.acquire(timeout=60)
    until = clock.now() + MINUTE
    while len(statuses) < 3 and clock.now() < until:
        threading.Event().wait(0.05)
    assert statuses == [503] * 3
    go_on.set()
    for each in everybody:
        each.join(120)

    assert sorted(statuses) == [403] * most + [503] * 3


@pytest.mark.parametrize("path", ["/", "/about", "/desk", "/desk/", "/desk/case", "/desk/sign-in/more", "/desk/sign"])
def test_other_addresses_are_as_they_were(client, path):
    assert client.get(path).text == "another page"


PAGE = """
import streamlit as st
from ui.signed_in import show_ways_in, sign_out_form, who
person = who()
st.text(f"{person.name} is {person.role}" if person else "nobody")
if person:
    st.html(sign_out_form())
else:
    show_ways_in()
"""


@pytest.fixture
def open_desk(engine: Engine, monkeypatch) -> Callable[..., AppTest]:
    """A page that says who is signed in, for a browser with these cookies and this OpenID identity."""

    def opened(token: str = "", user: dict[str, Any] | None = None, **overrides: Any) -> AppTest:
        kept = streamlit.runtime.context.StreamlitCookies({COOKIE: token} if token else {})
        monkeypatch.setattr(streamlit.runtime.context.ContextProxy, "cookies", kept)
        page = AppTest.from_string(PAGE, default_timeout=60)
        page.session_state[OVERRIDES] = {"engine": lambda: engine, **overrides}
        page.user = user or {}
        return page.run()

    return opened


def seen(page: AppTest) -> str:
    assert not page.exception
    return page.text[0].value


def test_a_page_knows_who_is_signed_in_and_offers_the_way_out(open_desk, client, ana):
    post(client)

    page = open_desk(client.cookies[COOKIE])

    assert seen(page) == "Ana Silva is advocate"
    out = client.post(SIGN_OUT, data={"form": word_in(body(page))})
    assert out.status_code == 303
    assert seen(page.run()) == "nobody"


def body(page: AppTest) -> str:
    return "".join(str(each.proto.body) for each in page.get("html"))


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: set_open(engine, "local", "ana", is_open=False, now=clock.now(), who=WHO),
        lambda engine: set_password(engine, "ana", "another long one", now=clock.now(), who=WHO),
    ],
)
def test_a_page_asks_again_at_every_run(open_desk, client, engine, ana, change):
    post(client)
    page = open_desk(client.cookies[COOKIE])
    assert seen(page) == "Ana Silva is advocate"

    set_role(engine, "local", "ana", Role.LEAD, now=clock.now(), who=WHO)
    assert seen(page.run()) == "Ana Silva is lead"

    change(engine)
    assert seen(page.run()) == "nobody"


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(MINUTE, "Ana Silva is advocate"), (IDLE + MINUTE, "nobody"), (LASTS + MINUTE, "nobody")],
)
def test_a_page_knows_nobody_by_a_sign_in_that_lay_idle_or_is_over(open_desk, engine, ana, ago, expected):
    token = sign_in(engine, "ana", PASSWORD, clock.now() - ago).token

    assert seen(open_desk(token)) == expected


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 3_000])
def test_a_page_knows_nobody_by_garbage(open_desk, ana, token):
    assert seen(open_desk(token)) == "nobody"


def test_a_test_can_put_somebody_into_a_page(open_desk, engine, ana):
    person = sign_in(engine, "ana", PASSWORD, clock.now()).person

    assert seen(open_desk(person=lambda: person)) == "Ana Silva is advocate"
    assert seen(open_desk(person=lambda: None)) == "nobody"


def vouched(**claims: Any) -> dict[str, Any]:
    return {
        "is_logged_in": True,
        "iss": ISSUER,
        "sub": "Subject-1",
        "iat": int(clock.now().timestamp()),
        "email": "ana@example.org",
        **claims,
    }


def test_a_page_knows_whom_a_provider_vouches_for_by_issuer_and_subject(open_desk, engine):
    add_account(engine, subject="Subject-1", name="Ana Silva", role=Role.LEAD, now=clock.now(), who=WHO, issuer=ISSUER)

    page = open_desk(user=vouched())

    assert seen(page) == "Ana Silva is lead"
    assert '<a href="/auth/logout" target="_self">Sign out</a>' in body(page)
    set_open(engine, ISSUER, "Subject-1", is_open=False, now=clock.now(), who=WHO)
    assert seen(page.run()) == "nobody"


@pytest.mark.parametrize(
    "claims", [{"sub": "Subject-2"}, {"iss": "https://other.example.org"}, {"iss": "local", "sub": "ana"}]
)
def test_somebody_whom_we_do_not_know_is_nobody_and_is_told_what_to_pass_on(open_desk, engine, ana, claims):
    add_account(
        engine,
        subject="Subject-1",
        name="Ana Silva",
        role=Role.LEAD,
        now=clock.now(),
        who=WHO,
        issuer=ISSUER,
        email="ana@example.org",
    )

    page = open_desk(user=vouched(**claims))

    assert seen(page) == "nobody"
    assert "there is no account for you here" in body(page)
    assert all(escaped in body(page) for escaped in (vouched(**claims)["iss"], vouched(**claims)["sub"]))


NOW = datetime.datetime(2026, 11, 21, 23, 4, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "claims",
    [
        {"is_logged_in": False},
        {"is_logged_in": "True"},  # a header that Streamlit is told to trust gives text
        {"is_logged_in": None},
        {"iss": ""},
        {"sub": ""},
        {"sub": 7},
        {"iat": None},
        {"iat": True},
        {"iat": "1795302240"},
        {"iat": NOW.timestamp() - LASTS.total_seconds()},
        {"iat": NOW.timestamp() + 3_600},
        {"iat": float("nan")},
    ],
)
def test_an_identity_that_is_old_or_not_whole_is_none(claims):
    whole = {"is_logged_in": True, "iss": ISSUER, "sub": "s", "iat": NOW.timestamp() - LASTS.total_seconds() + 1}

    assert identity_of(whole, NOW) == Identity(ISSUER, "s")
    assert identity_of({**whole, **claims}, NOW) is None
    assert identity_of({}, NOW) is None


def test_the_providers_are_those_that_the_secrets_name():
    one = {"redirect_uri": "u", "client_id": "c", "client_kwargs": {"prompt": "login"}}
    two = {"redirect_uri": "u", "okta": {"client_id": "c"}, "google": {"client_id": "c"}}

    assert providers({}) == []
    assert providers(one) == [""]
    assert providers(two) == ["google", "okta"]


def test_a_page_offers_the_providers_beside_the_password(open_desk, monkeypatch):
    page = open_desk()

    assert f'href="{SIGN_IN}"' in body(page)
    assert [button.label for button in page.button] == []

    page.secrets["auth"] = {"redirect_uri": "u", "cookie_secret": "s", "okta": {"client_id": "c"}}
    page.run()

    assert [button.label for button in page.button] == ["Sign in with your organisation’s account \\(okta\\)"]


APP = f"""
import sys
sys.path.insert(0, {str(PROJECT)!r})
from pathlib import Path
import streamlit as st
from ui import signing_in
app = st.App(Path(__file__).with_name("desk.py"), routes=signing_in.routes())
"""
DESK = "from ui.page import STYLE; import streamlit as st; st.html(STYLE)" + PAGE


@pytest.fixture(scope="module")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with these routes over a page that says who is signed in, and an OpenID provider beside it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "desk.py").write_text(DESK, encoding="utf-8")
    secrets = folder / "secrets.toml"
    with pytest.MonkeyPatch.context() as patch, run_server_in_thread(user_claims=[User(sub="Subject-1")]) as provider:
        patch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
        issuer = f"http://localhost:{provider.server_port}"
        secrets.write_text(
            "[auth]\n"
            'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            'cookie_secret = "a secret of the tests that is long enough"\n'
            'client_id = "desk"\nclient_secret = "any"\n'
            f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        with running(folder / "app.py", folder / "data") as server:
            add_on_terminal(server.data, "ana", "--name", "Ana with a password", "--password-stdin")
            add_on_terminal(server.data, "Subject-1", "--name", "Ana of a provider", "--issuer", issuer)
            yield server


def add_on_terminal(data: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "ui", "users", "add", *words, "--role", "lead"],
        cwd=PROJECT,
        env=environment(data),
        input=PASSWORD,
        text=True,
        check=True,
    )


def marked(test: Any) -> Any:
    for mark in (*NEEDS_BROWSER, pytest.mark.timeout(600)):
        test = mark(test)
    return test


@marked
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_form_is_clean_for_every_way_of_reading(browser: Browser, desk_server, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 640}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(desk_server.url + SIGN_IN)

    assert violations(page, [*WCAG, "best-practice"]) == []
    page.get_by_label("The name you sign in with").fill("nobody")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused(timeout=60_000)
    assert violations(page, [*WCAG, "best-practice"]) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    assert page.get_by_label("The name you sign in with").input_value() == "nobody"
    context.close()


@marked
def test_without_scripts_the_form_signs_in_and_the_page_knows_them_until_they_leave(browser: Browser, desk_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk_server.url + SIGN_IN)
    page.get_by_label("The name you sign in with").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk", timeout=60_000)
    state = context.storage_state()
    context.close()

    context = browser.new_context(storage_state=state)
    page = context.new_page()
    page.goto(desk_server.url)
    expect(page.get_by_text("Ana with a password is lead")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.", timeout=60_000)
    page.goto(desk_server.url)
    expect(page.get_by_text("nobody", exact=True)).to_be_visible(timeout=60_000)
    context.close()


@marked
def test_a_provider_signs_somebody_in_and_out(browser: Browser, desk_server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(desk_server.url)
    page.get_by_role("button", name="Sign in with your organisation’s account").click(timeout=120_000)
    page.get_by_role("button", name="Subject-1").click(timeout=60_000)
    expect(page.get_by_text("Ana of a provider is lead")).to_be_visible(timeout=120_000)

    page.get_by_role("link", name="Sign out").click()
    page.wait_for_timeout(2_000)
    page.goto(desk_server.url)
    expect(page.get_by_text("nobody", exact=True)).to_be_visible(timeout=60_000)
    context.close()


@marked
def test_somebody_whom_a_provider_knows_and_we_do_not_stays_outside(browser: Browser, desk_server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(desk_server.url)
    page.get_by_role("button", name="Sign in with your organisation’s account").click(timeout=120_000)
    page.get_by_placeholder("sub").fill("Somebody-Else")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text("Somebody-Else")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("nobody", exact=True)).to_be_visible()
    context.close()
