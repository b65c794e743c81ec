"""The shipped content, built once with the real model, for every test that needs it."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Assistant, load_assistant
from corpus.encoder import load_encoder
from corpus.paths import data_directory
from ingest.build import build


@pytest.fixture(scope="session")
def real_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory with a build of the shipped content and no originals."""
    folder = tmp_path_factory.mktemp("data")
    cache = data_directory() / "cache"
    if cache.is_dir():  # embedding everything anew takes a minute
        shutil.copytree(cache, folder / "cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_ASSIST_DATA", str(folder))
        build(load_encoder(), now=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC))
    yield folder


@pytest.fixture(scope="session")
def real_assistant(real_data: Path) -> Assistant:
    """The assistant over the shipped content, with the real model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_ASSIST_DATA", str(real_data))
        return load_assistant()
