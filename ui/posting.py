"""Sends the e-mails that wait for advocates, beside the running server. The desk works without any."""

import asyncio
import functools
import logging
import os

from assistant import clock
from assistant.casework import mail, outbox
from assistant.casework.mail import MailSettings
from assistant.casework.trouble import CaseworkUnavailableError
from corpus.errors import ContentError
from ui import resources

log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0


async def post_forever() -> None:
    """Send what is due, again and again, until this is cancelled; does nothing where no server of mail is named."""
    try:
        settings = mail.load_mail(os.environ)
    except ContentError as error:
        log.error("no e-mails are sent: %s", error)
        return
    while settings is not None:
        await asyncio.to_thread(_post, settings)
        await asyncio.sleep(EVERY_SECONDS)


def _post(settings: MailSettings) -> None:
    try:
        delivered = outbox.deliver(resources.own_engine(), functools.partial(mail.send, settings), clock.now())
    except CaseworkUnavailableError as error:
        log.error("e-mails to advocates wait: %s", error)
        return
    if delivered.failed:
        log.warning("%d e-mails to advocates could not be sent; they are tried again", delivered.failed)
