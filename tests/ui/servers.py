"""Servers of ours as processes, each on a free port over a data directory of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.casework.sealing import KEY_VARIABLE
from corpus.paths import PROJECT

APP = PROJECT / "ui" / "app.py"
START_SECONDS = 90
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NO_CHROMIUM = "BROWSER TESTS NOT RUN: found no Chromium on this machine; install the package chromium and run again"


@dataclass
class Server:
    """A server of ours that is running."""

    url: str
    data: Path
    log: Path
    script: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.data / 'casework.sqlite3'}"

    def start(self) -> None:
        """Start it, on the port it had before if it was stopped."""
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(self.script), "--server.port", self.url.split(":")[-1]],
                cwd=PROJECT,
                env=environment(self.data),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    def wait(self, path: str = "/_stcore/health") -> None:
        """Wait until an address answers: `/ready` when the corpus is loaded, else that the server lives."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.is_alive:
            try:
                with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(0.3)
        raise AssertionError(f"{self.url}{path} did not answer within {START_SECONDS} s:\n{self.log.read_text()}")


@contextmanager
def running(script: Path, data: Path, *, path: str = "/_stcore/health") -> Iterator[Server]:
    """Give a running server that answers at `path`; it is stopped at the end."""
    data.mkdir(parents=True, exist_ok=True)
    server = Server(f"http://localhost:{_free_port()}", data, data / "server.log", script)
    server.start()
    try:
        server.wait(path)
        yield server
    finally:
        server.stop()


def build_corpus(data: Path) -> None:
    """Build the shipped corpus here; vectors that this machine has made before are not made again."""
    cache = Path(os.environ.get("SEND_ASSIST_DATA") or PROJECT / "var") / "cache"
    if cache.is_dir():
        shutil.copytree(cache, data / "cache")
    built = subprocess.run(
        [sys.executable, "-m", "ingest", "build"], cwd=PROJECT, env=environment(data), capture_output=True, text=True
    )
    assert (data / "built" / "current").is_file(), built.stdout + built.stderr


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a server: the settings as shipped, whatever this machine's own have been changed to."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SEND_ASSIST_")}
    settings = data / "service.yaml"
    data.mkdir(parents=True, exist_ok=True)
    if not settings.exists():
        settings.write_text('name: "SEND Assist"\nretention_days: 365\n', encoding="utf-8")
    return ours | {
        "SEND_ASSIST_DATA": str(data),
        "SEND_ASSIST_SERVICE": str(settings),
        KEY_VARIABLE: os.environ[KEY_VARIABLE],  # the tests' own, with which they look into its database
        "PYTHONPATH": str(PROJECT),
        "HF_HUB_OFFLINE": "1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
