"""The assistant over the shipped content, with the real model: for tests marked `model`."""

from pathlib import Path

import pytest

from assistant.pipeline import Assistant, load_assistant


@pytest.fixture(scope="session")
def real_assistant(real_data: Path) -> Assistant:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_ASSIST_DATA", str(real_data))
        return load_assistant()
