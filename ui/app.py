"""The server: Streamlit's page, a route that says whether it can serve, and the loading before the first family."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

# `streamlit run ui/app.py` puts only this folder on the path
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.errors import CorpusError
from ui import resources, signing_in
from ui.failed import show_failed
from ui.posting import post_forever

log = logging.getLogger(__name__)


async def ready(request: Request) -> JSONResponse:
    """Say whether this process can serve families: 200 when a build is loaded and casework opens, else 503 and why."""
    reasons = await asyncio.to_thread(resources.not_ready)
    return JSONResponse(
        {"ready": not reasons, "reasons": reasons},
        status_code=503 if reasons else 200,
        headers={"Cache-Control": "no-store"},
    )


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, object]]:
    """Load the assistant beside the running server: the port answers at once, and `/ready` says how far it is."""
    # a wrong key must be noticed before a family writes to us, and not when an advocate wants to read it
    await asyncio.to_thread(_check_casework)
    loading = asyncio.create_task(asyncio.to_thread(_load))
    posting = asyncio.create_task(post_forever())
    try:
        yield {}
    finally:
        posting.cancel()
        await asyncio.wait([loading, posting], timeout=10)


def _check_casework() -> None:
    """Stop the start where cases could not be read again; any other trouble may pass, and is told when it matters."""
    try:
        resources.own_engine()
    except CaseworkUnavailableError as error:
        log.error("%s", error)
        if error.trouble in (Trouble.WRONG_KEY, Trouble.NO_KEY, Trouble.BAD_KEY):
            raise


def _load() -> None:
    try:
        resources.load()
    except CorpusError as error:
        # The page and `/ready` say so too; a build that comes later is found without a restart.
        log.error("no assistant yet: %s", error)


app = st.App(
    Path(__file__).with_name("page.py"),
    routes=[Route("/ready", ready), *signing_in.routes()],
    lifespan=lifespan,
    on_script_error=show_failed,
)
