"""E-mails to advocates: that a case is at the desk, and how soon a person is needed. Never what a family wrote."""

import email.policy
import logging
import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

from assistant.casework.codes import read_code
from assistant.casework.models import EventKind, Outgoing
from corpus.errors import ContentError
from corpus.vocabulary import Urgency

PREFIX = "SEND_ASSIST_SMTP_"
TIMEOUT_SECONDS = 20.0  # for each step of talking to the server

# Python folds a subject of just over 78 characters before its first word, which some readers show as a space.
_UNFOLDED = email.policy.default.clone(max_line_length=200)

_log = logging.getLogger(__name__)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")

_SOON = {
    Urgency.TODAY: "today",
    Urgency.WITHIN_TWO_WORKING_DAYS: "within two working days",
    Urgency.WITHIN_A_WEEK: "within a week",
    Urgency.ROUTINE: "when its turn comes",
}
_HAPPENED = {
    EventKind.CREATED: "A family has asked for an advocate",
    EventKind.ADDED_BY_FAMILY: "A family has added to their case",
    EventKind.WITHDRAWN: "A family has withdrawn their case",
    EventKind.RELEASED: "A case can be taken again",
    EventKind.REASSIGNED: "A case has been given to another advocate",
    EventKind.CLAIM_BLOCKED: "A case could not be taken, because of a conflict of interest",
    EventKind.CONFLICT_DECLARED: "A conflict of interest has been declared on a case",
}
_CHANGED = "A case has changed"


class Tls(StrEnum):
    """How the talk with the server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 587}


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server that takes our e-mails, and who gets them; without `user` nobody signs in there."""

    host: str
    sender: str
    recipients: tuple[str, ...]
    port: int = _PORTS[Tls.STARTTLS]
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS


def load_mail(environ: Mapping[str, str]) -> MailSettings | None:
    """Return the settings `SEND_ASSIST_SMTP_*`: HOST, PORT, USER, PASSWORD, FROM, TO (commas between), TLS.

    PORT is 587 when it is not given, 465 with TLS=tls. A setting that is empty counts as not there.

    Returns:
        None when no server is named: then no e-mail is sent.

    Raises:
        ContentError: they are wrong or only half there; each fault names the variable and what to do.
    """
    given = {name: environ.get(PREFIX + name, "").strip() for name in ("HOST", "PORT", "USER", "FROM", "TO", "TLS")}
    password = environ.get(PREFIX + "PASSWORD", "").strip("\r\n")
    if not given["HOST"]:
        if left := [PREFIX + name for name in ("USER", "FROM", "TO") if given[name]]:
            raise ContentError([_fault("HOST", f"nothing, although {left[0]} is set", "a server of mail", "set it")])
        return None
    recipients = tuple(part.strip() for part in given["TO"].split(",") if part.strip())
    faults = [
        *_host_faults(given["HOST"], given["PORT"], given["TLS"]),
        *_address_faults("FROM", (given["FROM"],) if given["FROM"] else ()),
        *_address_faults("TO", recipients),
        *_sign_in_faults(given["USER"], password, given["TLS"]),
    ]
    if faults:
        raise ContentError(faults)
    tls = Tls(given["TLS"].lower() or Tls.STARTTLS)
    return MailSettings(
        host=given["HOST"],
        sender=given["FROM"],
        recipients=recipients,
        port=int(given["PORT"] or _PORTS[tls]),
        tls=tls,
        user=given["USER"],
        password=password,
    )


def message_of(settings: MailSettings, outgoing: Outgoing) -> EmailMessage:
    """Return the e-mail. Its Message-ID stays the same when it is sent again, so that a mailbox can tell.

    Raises:
        ValueError: the row has no reference code of ours, so that nothing else gets into a header.
    """
    code = read_code(outgoing.reference_code)
    if code is None:
        raise ValueError("found no reference code to write about; expected one of ours; look at the table outgoing")
    happened, soon = _HAPPENED.get(outgoing.what, _CHANGED), _SOON[outgoing.urgency]
    message = EmailMessage(_UNFOLDED)
    message["Subject"] = f"{code}: {happened}. How soon: {soon}"
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.recipients)
    message["Date"] = outgoing.created_at
    message["Message-ID"] = f"<{code}.{outgoing.id}@{_domain(settings)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in reply
    message.set_content(
        f"{happened}.\n\nReference code: {code}\nHow soon a person is needed: {soon}\n\nThe case is at the desk.\n"
    )
    return message


def send(settings: MailSettings, outgoing: Outgoing) -> None:
    """Give one e-mail to the server; when this returns, the server has taken it.

    Raises:
        smtplib.SMTPException: the server refused, or does not offer what the settings ask for.
        OSError: it cannot be reached, does not answer in time, or its certificate is not trusted.
        ValueError: as for `message_of`.
    """
    message = message_of(settings, outgoing)
    server = _connect(settings)
    try:
        if settings.tls is Tls.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, settings.password)
        refused = server.send_message(message, settings.sender, settings.recipients)
        with suppress(smtplib.SMTPException, OSError):  # it was taken, however the farewell goes
            server.quit()
    finally:
        server.close()
    if refused:  # the others have it: sending again would only trouble them
        _log.warning(
            "the server of mail refused %d of %d addresses; correct %sTO",
            len(refused),
            len(settings.recipients),
            PREFIX,
        )


def _connect(settings: MailSettings) -> smtplib.SMTP:
    # By our address's name, because finding out the machine's own can take long and tells more than it must.
    name, seconds = _domain(settings), settings.timeout_seconds
    if settings.tls is Tls.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.host, settings.port, local_hostname=name, timeout=seconds, context=context)
    return smtplib.SMTP(settings.host, settings.port, local_hostname=name, timeout=seconds)


def _domain(settings: MailSettings) -> str:
    return settings.sender.partition("@")[2]


def _host_faults(host: str, port: str, tls: str) -> list[str]:
    faults = []
    if not _HOST.fullmatch(host):
        faults.append(_fault("HOST", repr(host), "the name of a server, such as smtp.example.org", "correct it"))
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65536):
        faults.append(_fault("PORT", repr(port), "a number up to 65535, such as 587", "correct or unset it"))
    if tls and tls.lower() not in tuple(Tls):
        faults.append(_fault("TLS", repr(tls), " or ".join(Tls), "correct or unset it"))
    return faults


def _address_faults(name: str, addresses: tuple[str, ...]) -> list[str]:
    several = name == "TO"
    expected = "e-mail addresses with commas between them" if several else "one e-mail address"
    wrong = [address for address in addresses if not _ADDRESS.fullmatch(address)]
    if not addresses:
        return [_fault(name, "nothing", expected, "set it")]
    return [_fault(name, repr(address), f"{expected}, such as desk@example.org", "correct it") for address in wrong]


def _sign_in_faults(user: str, password: str, tls: str) -> list[str]:
    if bool(user) != bool(password):
        missing, other = ("PASSWORD", "USER") if user else ("USER", "PASSWORD")
        return [_fault(missing, f"nothing, although {PREFIX}{other} is set", "both or neither", "set it")]
    faults = [
        _fault(name, "letters that a server of mail cannot be sent (not shown)", "ASCII letters", "choose another")
        for name, value in (("USER", user), ("PASSWORD", password))
        if not (value.isascii() and value.isprintable())
    ]
    if password and tls.lower() == Tls.NONE:
        expected = "starttls or tls with a password, which anybody on the way could read otherwise"
        faults.append(_fault("TLS", "none", expected, "choose one of them, or sign in to no server"))
    return faults


def _fault(name: str, found: str, expected: str, advice: str) -> str:
    return f"environment variable {PREFIX}{name}: found {found}; expected {expected}; {advice}"
