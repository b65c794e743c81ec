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

from corpus.errors import CorpusError
from ui import resources
from ui.failed import show_failed

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
    loading = asyncio.create_task(asyncio.to_thread(_load))
    try:
        yield {}
    finally:
        await asyncio.wait([loading], timeout=10)


def _load() -> None:
    try:
        resources.load()
    except CorpusError as error:
        # The page and `/ready` say so too; a build that comes later is found without a restart.
        log.error("no assistant yet: %s", error)


app = st.App(
    Path(__file__).with_name("page.py"),
    routes=[Route("/ready", ready)],
    lifespan=lifespan,
    on_script_error=show_failed,
)
