"""The page driven without a browser, and the running server for the tests that need one."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from assistant.casework.migrate import open_database
from corpus.paths import PROJECT
from tests.ui.builders import SERVICE
from tests.ui.fakes import FakeDesk
from ui.resources import OVERRIDES

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NO_CHROMIUM = "BROWSER TESTS NOT RUN: found no Chromium on this machine; install the package chromium and run again"
START_SECONDS = 90


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


@dataclass(frozen=True)
class Server:
    """A server of ours that is running."""

    url: str
    data: Path
    log: Path

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.data / 'casework.sqlite3'}"


@pytest.fixture(scope="session")
def built_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a built corpus; vectors that this machine has made before are not made again."""
    data = tmp_path_factory.mktemp("data")
    cache = Path(os.environ.get("SEND_ASSIST_DATA") or PROJECT / "var") / "cache"
    if cache.is_dir():
        shutil.copytree(cache, data / "cache")
    built = subprocess.run(
        [sys.executable, "-m", "ingest", "build"], cwd=PROJECT, env=_environment(data), capture_output=True, text=True
    )
    assert (data / "built" / "current").is_file(), built.stdout + built.stderr
    return data


@pytest.fixture(scope="session")
def server(built_data: Path) -> Iterator[Server]:
    """The whole product, as `streamlit run ui/app.py` starts it."""
    with _running(PROJECT / "ui" / "app.py", built_data) as started:
        _wait(started, f"{started.url}/ready")
        yield started


@pytest.fixture(scope="session")
def unbuilt_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on a machine where nothing has been built."""
    with _running(PROJECT / "ui" / "app.py", tmp_path_factory.mktemp("empty")) as started:
        _wait(started, f"{started.url}/_stcore/health")
        yield started


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page over replies in which every text tries to be markup."""
    with _running(Path(__file__).with_name("hostile_page.py"), tmp_path_factory.mktemp("hostile")) as started:
        _wait(started, f"{started.url}/_stcore/health")
        yield started


class _running:  # noqa: N801 – used as a with-statement only
    def __init__(self, script: Path, data: Path) -> None:
        self.script, self.data = script, data

    def __enter__(self) -> Server:
        port = _free_port()
        log = self.data / "server.log"
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(self.script), "--server.port", str(port)],
                cwd=PROJECT,
                env=_environment(self.data),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        return Server(f"http://localhost:{port}", self.data, log)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)


def _environment(data: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SEND_ASSIST_")}
    # the settings as shipped, whatever this machine's own service.yaml has been changed to
    settings = data / "service.yaml"
    data.mkdir(parents=True, exist_ok=True)
    settings.write_text('name: "SEND Assist"\nretention_days: 365\n', encoding="utf-8")
    return ours | {
        "SEND_ASSIST_DATA": str(data),
        "SEND_ASSIST_SERVICE": str(settings),
        "PYTHONPATH": str(PROJECT),
        "HF_HUB_OFFLINE": "1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: Server, url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.3)
    raise AssertionError(f"{url} did not answer within {START_SECONDS} s:\n{server.log.read_text()}")
