"""The shipped content, built once with the real model, for every test that needs it."""

import datetime
import os
import shutil
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from filelock import FileLock

from assistant.casework import accounts, passphrases
from assistant.casework.sealing import KEY_VARIABLE, new_key
from assistant.pipeline import Assistant, load_assistant
from corpus.encoder import load_encoder
from corpus.paths import data_directory
from ingest.build import build

# Hashes that take a thousandth of the time: no test is about how slow guessing is.
accounts._hasher = passphrases._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
accounts._NOBODYS = passphrases._NOBODYS = accounts._hasher.hash("nobody has this")
# A key of their own for all tests and what they start, so that none makes one in anybody's data directory.
os.environ[KEY_VARIABLE] = new_key()


@pytest.fixture(scope="session")
def real_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data directory with a build of the shipped content and no originals, one for all workers. Not to be changed."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    folder, is_built = shared / "real-data", shared / "real-data-is-built"
    with FileLock(shared / "real-data.lock"):
        if not is_built.exists():
            _build(folder)
            is_built.touch()
    return folder


def _build(folder: Path) -> None:
    folder.mkdir()
    cache = data_directory() / "cache"
    if cache.is_dir():  # embedding everything anew takes a minute
        shutil.copytree(cache, folder / "cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_ASSIST_DATA", str(folder))
        build(load_encoder(), now=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC))


@pytest.fixture(scope="session")
def real_assistant(real_data: Path) -> Assistant:
    """The assistant over the shipped content, with the real model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_ASSIST_DATA", str(real_data))
        return load_assistant()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests in a browser, the slowest, so that no process is left with them alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
