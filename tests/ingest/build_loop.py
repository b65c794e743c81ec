"""Changes a guide and builds, over and over, telling each version once it is built, until it is killed."""

import datetime
import itertools
import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.build import build
from tests.builders import a_statement, guide_fields, write_guide
from tests.fakes import FakeEncoder


def write_version(folder: Path, version: int) -> None:
    statement = a_statement(text=f"This is version {version}.")
    write_guide(folder, guide_fields(in_short=[statement], covers=["la-refuses"], see_also=["not-delivered"]))


def kill_before(event: str, number: int) -> None:
    """Have this process kill itself just before an event, such as `os.rename`, happens for the so-manieth time."""
    counted = itertools.count(1)

    def watch(name: str, _: object) -> None:
        if name == event and next(counted) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main(told: Connection, data: str, folder: str, first: int, event: str, number: int) -> None:
    """With an event, kill this process before it happens in the second build."""
    os.environ["SEND_ASSIST_DATA"] = data
    for version in itertools.count(first):
        write_version(Path(folder), version)
        if event and version == first + 1:
            kill_before(event, number)
        build(FakeEncoder(), now=datetime.datetime.now(datetime.UTC), content_folder=Path(folder))
        told.send(version)
