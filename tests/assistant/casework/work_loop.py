"""Makes fifty referrals and claims them, both at once, until it is killed; tells what it did a line at a time.

`python -m` it with a URL, a name for the run and the number of an advocate's account, twice.
"""

import itertools
import sys
import threading

from assistant.casework import cases
from assistant.casework.desk_models import Role
from assistant.casework.migrate import open_database
from assistant.casework.models import ReferralState
from assistant.casework.rights import Person
from tests.assistant.casework.builders import NOW, a_key, submitted

REFERRALS = 50
_telling = threading.Lock()


def tell(*words: str) -> None:
    with _telling:
        print(*words, flush=True)


def main(url: str, name: str, *accounts: str) -> None:
    engine = open_database(url)
    numbers = itertools.count()

    def submits() -> None:
        for number in numbers:
            if number >= REFERRALS:
                return
            key = f"{name}-{number}"
            tell("receipt", a_key(key), submitted(engine, key).reference_code)

    def claims(account: int) -> None:
        person = Person(account, "Somebody", Role.ADVOCATE)
        while True:
            for line in cases.queue(engine, person, NOW, states=[ReferralState.NEW]):
                try:
                    cases.claim(engine, person, line.reference_code, NOW, declares_no_conflict=True)
                except cases.NotYoursError:
                    continue
                tell("claimed", line.reference_code, str(account))

    threads = [threading.Thread(target=submits) for _ in range(2)]
    threads += [threading.Thread(target=claims, args=(int(account),), daemon=True) for account in accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
