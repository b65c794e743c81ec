"""The page driven without a browser, and the running server for the tests that need one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from assistant.casework.migrate import open_database
from corpus.paths import PROJECT
from tests.ui.builders import SERVICE
from tests.ui.fakes import FakeDesk
from tests.ui.servers import APP, CHROMIUM, NO_CHROMIUM, Server, running
from ui.resources import OVERRIDES

HERE = Path(__file__).parent


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly that the browser tests were left out, where they were."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_CHROMIUM in str(report.longrepr) for report in skipped):
        terminalreporter.write_line("")
        terminalreporter.write_line(NO_CHROMIUM, red=True, bold=True)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'casework.sqlite3'}")
    yield opened
    opened.dispose()


@pytest.fixture
def open_page(engine: Engine) -> Callable[..., AppTest]:
    """The page over a fake desk that gives these replies; `parts` replace what the page shares with others."""

    def opened(*replies: Any, **parts: Callable[[], Any]) -> AppTest:
        desk = FakeDesk(replies)
        page = AppTest.from_file(str(PROJECT / "ui" / "page.py"), default_timeout=20)
        page.session_state[OVERRIDES] = {
            "desk": lambda: desk,
            "service": lambda: SERVICE,
            "engine": lambda: engine,
            **parts,
        }
        return page.run()

    return opened


@pytest.fixture(scope="session")
def built_data(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a built corpus, of the server's own."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(real_data, data)
    return data


@pytest.fixture(scope="session")
def server(built_data: Path) -> Iterator[Server]:
    """The whole product, as `streamlit run ui/app.py` starts it."""
    with running(APP, built_data, path="/ready") as started:
        yield started


@pytest.fixture(scope="session")
def unbuilt_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on a machine where nothing has been built."""
    with running(APP, tmp_path_factory.mktemp("empty")) as started:
        yield started


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over replies in which every text tries to be markup."""
    with running(HERE / "hostile_page.py", tmp_path_factory.mktemp("hostile")) as started:
        yield started


@pytest.fixture(scope="session")
def states_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over a desk that is slow, busy or broken when the question says so."""
    with running(HERE / "states_page.py", tmp_path_factory.mktemp("states")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for every browser test; each test has contexts of its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield launched
        launched.close()
