import asyncio
import contextlib
import dataclasses
import datetime
import email
import email.policy
import ipaddress
import logging
import smtplib
import socket
import ssl
import threading
import time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.casework.mail import MailSettings, Tls, load_mail, message_of, send
from assistant.casework.models import EventKind, Outgoing
from assistant.casework.outbox import Delivered, deliver
from corpus.errors import ContentError
from corpus.vocabulary import Urgency
from tests.assistant.casework.builders import NOW
from tests.assistant.casework.test_outbox import CODE, put_one, rows

PASSWORD = "three-random-words"
FULL = {
    "SEND_ASSIST_SMTP_HOST": "smtp.example.org",
    "SEND_ASSIST_SMTP_USER": "desk",
    "SEND_ASSIST_SMTP_PASSWORD": PASSWORD,
    "SEND_ASSIST_SMTP_FROM": "desk@example.org",
    "SEND_ASSIST_SMTP_TO": "ana@example.org, ben@example.org",
}


def an_outgoing(**fields):
    return Outgoing(
        **{
            "id": 7,
            "reference_code": CODE,
            "what": EventKind.CREATED,
            "urgency": Urgency.WITHIN_TWO_WORKING_DAYS,
            "created_at": NOW,
            "tries": 1,
            "try_after": NOW,
            "trouble": "",
            **fields,
        }
    )


# Settings


def test_without_a_server_there_is_no_mail():
    assert load_mail({}) is None
    assert load_mail({"SEND_ASSIST_SMTP_HOST": " ", "SEND_ASSIST_SMTP_PORT": "587"}) is None


def test_settings_are_read():
    settings = load_mail(FULL)

    assert settings == MailSettings(
        host="smtp.example.org",
        port=587,
        tls=Tls.STARTTLS,
        sender="desk@example.org",
        recipients=("ana@example.org", "ben@example.org"),
        user="desk",
        password=PASSWORD,
    )
    assert PASSWORD not in repr(settings)


@pytest.mark.parametrize(
    ("tls", "port", "expected"),
    [("", "", 587), ("starttls", "", 587), ("TLS", "", 465), ("tls", "587", 587), ("starttls", "2525", 2525)],
)
def test_port_follows_the_kind_of_privacy_unless_it_is_given(tls, port, expected):
    assert load_mail({**FULL, "SEND_ASSIST_SMTP_TLS": tls, "SEND_ASSIST_SMTP_PORT": port}).port == expected


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"HOST": ""}, "SEND_ASSIST_SMTP_HOST: found nothing, although SEND_ASSIST_SMTP_USER is set"),
        ({"FROM": ""}, "SEND_ASSIST_SMTP_FROM: found nothing; expected one e-mail address"),
        ({"TO": ""}, "SEND_ASSIST_SMTP_TO: found nothing"),
        ({"TO": " , "}, "SEND_ASSIST_SMTP_TO: found nothing"),
        ({"USER": ""}, "SEND_ASSIST_SMTP_USER: found nothing, although SEND_ASSIST_SMTP_PASSWORD is set"),
        ({"PASSWORD": ""}, "SEND_ASSIST_SMTP_PASSWORD: found nothing, although SEND_ASSIST_SMTP_USER is set"),
        ({"PORT": "smtp"}, "SEND_ASSIST_SMTP_PORT: found 'smtp'"),
        ({"PORT": "0"}, "SEND_ASSIST_SMTP_PORT: found '0'"),
        ({"PORT": "70000"}, "SEND_ASSIST_SMTP_PORT: found '70000'"),
        ({"PORT": "²"}, "SEND_ASSIST_SMTP_PORT: found '²'"),
        ({"TLS": "ssl"}, "SEND_ASSIST_SMTP_TLS: found 'ssl'; expected starttls or tls or none"),
        ({"TLS": "none"}, "SEND_ASSIST_SMTP_TLS: found none; expected starttls or tls with a password"),
        ({"HOST": "smtp.example.org/path"}, "SEND_ASSIST_SMTP_HOST: found 'smtp.example.org/path'"),
        ({"FROM": "Desk <desk@example.org>"}, "SEND_ASSIST_SMTP_FROM: found 'Desk <desk@example.org>'"),
        ({"FROM": "desk@example.org\nBcc: eve@example.org"}, "SEND_ASSIST_SMTP_FROM: found"),
        ({"TO": "ana@example.org; ben@example.org"}, "SEND_ASSIST_SMTP_TO: found 'ana@example.org; ben@example.org'"),
        ({"TO": "ana@example.org, ben"}, "SEND_ASSIST_SMTP_TO: found 'ben'"),
        ({"TO": "ana@example.org,b\r\nen@example.org"}, "SEND_ASSIST_SMTP_TO: found"),
    ],
)
def test_half_or_wrong_settings_are_told_by_name(changed, told):
    with pytest.raises(ContentError) as caught:
        load_mail({**FULL, **{f"SEND_ASSIST_SMTP_{name}": value for name, value in changed.items()}})

    [fault] = caught.value.faults
    assert fault.startswith(f"environment variable {told}")
    assert "expected" in fault
    assert PASSWORD not in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(ContentError) as caught:
        load_mail({"SEND_ASSIST_SMTP_HOST": "smtp.example.org", "SEND_ASSIST_SMTP_TLS": "ssl"})

    assert len(caught.value.faults) == 3  # TLS, FROM, TO


def test_password_that_no_server_can_be_sent_is_told_and_not_shown():
    with pytest.raises(ContentError, match="SEND_ASSIST_SMTP_PASSWORD") as caught:
        load_mail({**FULL, "SEND_ASSIST_SMTP_PASSWORD": "drei-Wörter"})

    assert "drei" not in str(caught.value)


# What is written


def written(outgoing, **changed):
    settings = dataclasses.replace(load_mail(FULL), **changed)
    return email.message_from_bytes(message_of(settings, outgoing).as_bytes(), policy=email.policy.default)


def test_message_says_what_happened_how_soon_and_where_and_nothing_else():
    message = written(an_outgoing())

    assert message["Subject"] == f"{CODE}: A family has asked for an advocate. How soon: within two working days"
    assert message.get_content() == (
        "A family has asked for an advocate.\n\n"
        f"Reference code: {CODE}\n"
        "How soon a person is needed: within two working days\n\n"
        "The case is at the desk.\n"
    )


def test_headers_are_these():
    message = written(an_outgoing())

    assert message["From"] == "desk@example.org"
    assert message["To"] == "ana@example.org, ben@example.org"
    assert message["Date"].datetime == NOW.replace(microsecond=0)
    assert set(message.keys()) == {
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }


def test_message_that_is_sent_again_has_the_same_id_and_another_has_not():
    first, again = written(an_outgoing()), written(an_outgoing(tries=5, try_after=NOW + datetime.timedelta(days=1)))

    assert first["Message-ID"] == again["Message-ID"] == f"<{CODE}.7@example.org>"
    assert written(an_outgoing(id=8))["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("what", EventKind)
@pytest.mark.parametrize("urgency", Urgency)
def test_every_kind_and_urgency_has_words_and_no_code_of_ours(what, urgency):
    message = written(an_outgoing(what=what, urgency=urgency))

    text = message["Subject"] + message.get_content()
    assert message["Subject"].startswith(CODE)
    assert "_" not in text
    assert text.count("How soon: ") == 1


@pytest.mark.parametrize("code", [f"{CODE}\r\nBcc: eve@example.org", "\nSubject: other", "", "not a code", "SA-É"])
def test_nothing_but_a_code_gets_into_a_header(code):
    with pytest.raises(ValueError, match="found no reference code") as caught:
        written(an_outgoing(reference_code=code))

    assert "eve" not in str(caught.value)


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: eve@example.org", "a@example.org\nBcc: eve@example.org"])
def test_settings_made_by_other_means_cannot_put_a_header_in_either(address):
    with pytest.raises(ValueError, match=r"."):
        written(an_outgoing(), recipients=(address,))
    with pytest.raises(ValueError, match=r"."):
        written(an_outgoing(), sender=address)


# Real servers


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this machine that signs itself; returns its file and its key's."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def trusted(certificate, monkeypatch):
    """The certificate counts as one that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


@pytest.fixture
def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Inbox:
    """Keeps what it is sent; can be slow, and can refuse addresses."""

    def __init__(self, *, seconds=0.0, refused=()):
        self.messages = []
        self.was_private = []
        self.reached = []
        self._seconds = seconds
        self._refused = refused

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 – named by aiosmtpd
        if address in self._refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 – named by aiosmtpd
        await asyncio.sleep(self._seconds)
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.reached.append(envelope.rcpt_tos)
        self.was_private.append(session.ssl is not None)
        return "250 taken"


@contextlib.contextmanager
def serving(inbox, **options):
    """A server of mail on this machine; yields settings for it, without TLS."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield settings_for(controller.port)
    finally:
        controller.stop()


def settings_for(port, **fields):
    return MailSettings(
        **{
            "host": "127.0.0.1",
            "port": port,
            "tls": Tls.NONE,
            "sender": "desk@example.org",
            "recipients": ("ana@example.org", "ben@example.org"),
            "timeout_seconds": 5.0,
            **fields,
        }
    )


def only(password):
    def check(server, session, envelope, mechanism, auth_data):
        is_right = (auth_data.login, auth_data.password) == (b"desk", password.encode())
        return AuthResult(success=is_right, handled=False)  # not handled: the server answers

    return check


def test_server_without_tls_gets_the_message():
    inbox = Inbox()

    with serving(inbox) as settings:
        send(settings, an_outgoing())

    [message] = inbox.messages
    assert message["Subject"].startswith(CODE)
    assert inbox.reached == [["ana@example.org", "ben@example.org"]]
    assert inbox.was_private == [False]


def test_starttls_with_a_password_gets_the_message(trusted, server_context):
    inbox = Inbox()
    options = {"tls_context": server_context, "require_starttls": True, "authenticator": only(PASSWORD)}

    with serving(inbox, **options, auth_required=True) as plain:
        send(dataclasses.replace(plain, tls=Tls.STARTTLS, user="desk", password=PASSWORD), an_outgoing())

    assert inbox.messages[0]["Subject"].startswith(CODE)
    assert inbox.was_private == [True]


def test_tls_from_the_start_gets_the_message(trusted, server_context):
    inbox = Inbox()

    with serving_tls(inbox, server_context) as port:
        send(settings_for(port, tls=Tls.TLS), an_outgoing())

    assert inbox.messages[0]["Subject"].startswith(CODE)


@contextlib.contextmanager
def serving_tls(inbox, context):
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    with pytest.MonkeyPatch.context() as patch:  # the controller tries itself out with no trust in its certificate
        patch.setattr(ssl, "create_default_context", ssl._create_unverified_context)
        controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def test_server_that_offers_no_starttls_gets_nothing():
    inbox = Inbox()

    with serving(inbox) as plain, pytest.raises(smtplib.SMTPNotSupportedError):
        send(dataclasses.replace(plain, tls=Tls.STARTTLS), an_outgoing())

    assert inbox.messages == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_certificate_that_is_not_trusted_or_for_another_name_gets_nothing(
    server_context, certificate, host, monkeypatch
):
    inbox = Inbox()
    if host == "localhost":  # trusted, but the certificate is for 127.0.0.1 alone
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))

    with serving(inbox, tls_context=server_context) as plain, pytest.raises(ssl.SSLCertVerificationError):
        send(dataclasses.replace(plain, host=host, tls=Tls.STARTTLS), an_outgoing())

    assert inbox.messages == []


def test_refused_password_gets_nothing_and_is_not_kept(engine, trusted, server_context):
    inbox = Inbox()
    put_one(engine)
    options = {"tls_context": server_context, "authenticator": only(PASSWORD), "auth_required": True}

    with serving(inbox, **options) as plain:
        settings = dataclasses.replace(plain, tls=Tls.STARTTLS, user="desk", password="a-wrong-one")
        delivered = deliver(engine, lambda outgoing: send(settings, outgoing), NOW)

    assert delivered == Delivered(sent=0, failed=1)
    assert rows(engine)[0].trouble == "SMTPAuthenticationError"
    assert inbox.messages == []


def test_server_that_is_gone_is_told_and_tried_again(engine):
    put_one(engine)
    gone = settings_for(free_port())
    inbox = Inbox()

    assert deliver(engine, lambda outgoing: send(gone, outgoing), NOW) == Delivered(sent=0, failed=1)
    assert rows(engine)[0].trouble == "ConnectionRefusedError"

    with serving(inbox) as settings:
        later = NOW + datetime.timedelta(minutes=2)
        assert deliver(engine, lambda outgoing: send(settings, outgoing), later) == Delivered(sent=1, failed=0)
    assert len(inbox.messages) == 1


def test_server_that_hangs_is_left_after_the_timeout():
    with socket.create_server(("127.0.0.1", 0)) as listener:  # takes the call, and never says a word
        settings = settings_for(listener.getsockname()[1], timeout_seconds=0.3)
        started = time.monotonic()

        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            send(settings, an_outgoing())

    assert time.monotonic() - started < 5


def test_slow_server_gets_it_once():
    inbox = Inbox(seconds=0.5)

    with serving(inbox) as settings:
        send(settings, an_outgoing())

    assert len(inbox.messages) == 1


def test_server_too_slow_for_the_timeout_is_a_failure():
    with serving(Inbox(seconds=2.0)) as settings, pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(dataclasses.replace(settings, timeout_seconds=0.3), an_outgoing())


def test_one_refused_address_does_not_send_to_the_others_again(engine, caplog):
    inbox = Inbox(refused=["ben@example.org"])
    put_one(engine)

    with serving(inbox) as settings, caplog.at_level(logging.WARNING):
        assert deliver(engine, lambda outgoing: send(settings, outgoing), NOW) == Delivered(sent=1, failed=0)

    assert inbox.reached == [["ana@example.org"]]
    assert "refused 1 of 2 addresses" in caplog.text
    assert "ben@" not in caplog.text


def test_all_addresses_refused_is_a_failure():
    inbox = Inbox(refused=["ana@example.org", "ben@example.org"])

    with serving(inbox) as settings, pytest.raises(smtplib.SMTPRecipientsRefused):
        send(settings, an_outgoing())


@pytest.mark.parametrize("farewell", [b"", b"500 what\r\n"], ids=["hangs up", "does not understand"])
def test_message_that_was_taken_is_sent_however_the_farewell_goes(farewell):
    taken = []

    def serve(listener):
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            for line in lines:
                if line.lower().startswith(b"data"):
                    connection.sendall(b"354 go on\r\n")
                    while (part := lines.readline()) != b".\r\n":
                        taken.append(part)
                elif line.lower().startswith(b"quit"):
                    connection.sendall(farewell)
                    return
                connection.sendall(b"250 OK\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        send(settings_for(listener.getsockname()[1]), an_outgoing())
        thread.join()

    assert any(CODE.encode() in part for part in taken)
