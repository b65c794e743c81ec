"""Submits referrals until it is killed, printing each receipt's key and code. `python -m` it with a URL and a name."""

import itertools
import sys

from assistant.casework.migrate import open_database
from tests.assistant.casework.builders import a_key, submitted


def main(url: str, name: str) -> None:
    engine = open_database(url)
    for number in itertools.count():
        key = f"{name}-{number}"
        receipt = submitted(engine, key)
        print(a_key(key), receipt.reference_code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
