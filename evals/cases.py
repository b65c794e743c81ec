"""Cases: what a family typed, and what a good reply holds. The labels are defined in `datasets/README.md`."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from corpus.paths import PROJECT, shown
from corpus.pinpoints import Pinpoint, PinpointError

DATASETS = PROJECT / "evals" / "datasets"


class DatasetError(Exception):
    """A dataset that cannot be used; `faults` holds a line each: file, line, found, expected, what to do."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Status(StrEnum):
    """What kind of reply it is, in the words of the JSON contract."""

    ANSWER = "answer"
    ANSWER_AND_HANDOFF = "answer_and_handoff"
    CLARIFY = "clarify"
    HANDOFF = "handoff"
    EMERGENCY = "emergency"
    OUT_OF_SCOPE = "out_of_scope"


ANSWERS = frozenset({Status.ANSWER, Status.ANSWER_AND_HANDOFF})
ALTERNATIVE = "|"  # between the items that tell one and the same fact
HANDOFFS = frozenset({Status.HANDOFF, Status.ANSWER_AND_HANDOFF})

Word = Annotated[str, StringConstraints(pattern=r"^\S+$")]
Words = Annotated[str, StringConstraints(pattern=r"\S")]


class Case(BaseModel):
    """One question, with the turns before it, and its labels.

    `status`, `guides` and `pinpoints` are satisfied by any one of theirs; `options`, `facts` and
    `dates` by all. A fact is an item of a guide, or several with `|` between that tell the same. An empty list means
    that nothing is asked for: no guide applies, no fact is vital.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Word
    turns: Annotated[tuple[str, ...], Field(min_length=1)]
    today: datetime.date
    status: Annotated[tuple[Status, ...], Field(min_length=1)]
    guides: tuple[Word, ...]
    options: tuple[Word, ...] = ()
    facts: tuple[Word, ...] = ()
    pinpoints: tuple[Words, ...] = ()
    dates: tuple[datetime.date, ...] = ()
    style: Words | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _no_label_twice(self) -> Self:
        for field in ("status", "guides", "options", "facts", "pinpoints", "dates"):
            labels = getattr(self, field)
            if repeated := sorted({str(label) for label in labels if labels.count(label) > 1}):
                raise ValueError(f"{field}: found {', '.join(repeated)} twice; expected each label once; remove one")
        return self

    @model_validator(mode="after")
    def _readable_pinpoints(self) -> Self:
        for reference in self.pinpoints:
            try:
                Pinpoint.parse(reference)
            except PinpointError as error:
                raise ValueError(f"pinpoints: {error}") from None
        return self

    @model_validator(mode="after")
    def _labels_that_its_status_can_hold(self) -> Self:
        for fields, holding in ((("options", "dates"), ANSWERS), (("facts", "pinpoints"), ANSWERS | HANDOFFS)):
            for field in fields:
                if getattr(self, field) and not holding & set(self.status):
                    raise ValueError(
                        f"{field}: found some with the status {' or '.join(self.status)}, which holds none; "
                        f"expected {' or '.join(sorted(holding))} among them; remove {field} or mend the status"
                    )
        return self


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file of cases, in its order; `text` is the file as it stands, `sha256` of its bytes."""

    name: str
    path: Path
    text: str
    sha256: str
    cases: tuple[Case, ...]


def shipped_datasets() -> list[Path]:
    """Return the datasets of the repository, by name."""
    return sorted(DATASETS.glob("*.jsonl"))


def find_dataset(named: str) -> Path:
    """Return the file of a dataset named by its path, or by its bare name when it is a shipped one.

    Raises:
        DatasetError: there is no such file.
    """
    for path in (Path(named), DATASETS / f"{named}.jsonl"):
        if path.is_file():
            return path
    names = ", ".join(path.stem for path in shipped_datasets()) or "none"
    raise DatasetError([f"found no dataset {named!r}; expected a file, or the name of a shipped one ({names})"])


def load_datasets(paths: Sequence[Path]) -> tuple[Dataset, ...]:
    """Read datasets that are run together.

    Raises:
        DatasetError: one cannot be read, two have one name, or a case's id stands in two.
    """
    datasets: list[Dataset] = []
    faults: list[str] = []
    for path in paths:
        try:
            datasets.append(load_dataset(path))
        except DatasetError as error:
            faults += error.faults
    if faults:
        raise DatasetError(faults)
    names: dict[str, Path] = {}
    homes: dict[str, Path] = {}
    for dataset in datasets:
        if dataset.name in names:
            faults.append(
                f"found the dataset {dataset.name!r} twice, {shown(names[dataset.name])} and {shown(dataset.path)}; "
                "expected each name once; rename one or leave it out"
            )
            continue
        names[dataset.name] = dataset.path
        for case in dataset.cases:
            if case.id in homes:
                faults.append(
                    f"{shown(dataset.path)}: found the id {case.id!r}, which is also in {shown(homes[case.id])}; "
                    "expected each id once; give one case another id"
                )
            homes[case.id] = dataset.path
    if faults:
        raise DatasetError(faults)
    return tuple(datasets)


def load_dataset(path: Path) -> Dataset:
    """Read one dataset: JSONL in UTF-8, a case to a line; blank lines are passed over.

    Raises:
        DatasetError: with every fault of the file, each on a line of its own.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise DatasetError([f"{shown(path)}: found no file that can be read ({error.strerror})"]) from None
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise DatasetError(
            [f"{shown(path)}, line {number}: found bytes that are not UTF-8; expected UTF-8; save it again as UTF-8"]
        ) from None
    cases: list[Case] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(_without_repeats(line))
        except ValidationError as error:
            faults += [f"{shown(path)}, line {number}, {fault}" for fault in _explained(error)]
            continue
        except (ValueError, RecursionError) as error:
            faults.append(f"{shown(path)}, line {number}: {error}")
            continue
        if case.id in lines:
            faults.append(
                f"{shown(path)}, line {number}, id: found {case.id!r}, which is also on line {lines[case.id]}; "
                "expected each id once; give this case another id"
            )
        lines.setdefault(case.id, number)
        cases.append(case)
    if not cases and not faults:
        faults.append(f"{shown(path)}: found no cases; expected one JSON object a line; write some")
    if faults:
        raise DatasetError(faults)
    return Dataset(path.stem, path, text, hashlib.sha256(data).hexdigest(), tuple(cases))


def _without_repeats(line: str) -> str:
    """Return the line, refused when it is no JSON object or names a field twice, which JSON readers pass over."""

    def refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"found the field {repeated[0]!r} twice; expected it once; remove one")
        return dict(pairs)

    try:
        found = json.loads(line, object_pairs_hook=refuse_repeats)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"found text that is not JSON ({error.msg}, column {error.colno}); expected one object a line; mend it"
        ) from None
    if not isinstance(found, dict):
        raise ValueError(f"found {type(found).__name__}; expected an object with id, turns, today, status and guides")
    return line


def _explained(error: ValidationError) -> Iterator[str]:
    details = error.errors(include_url=False)
    for detail in details:
        if any(other["loc"][:-1] == detail["loc"] for other in details if other["loc"]):
            continue  # a list is too short only because an entry of it was refused
        where = ".".join(str(part) for part in detail["loc"]) or "the case"
        match detail["type"]:
            case "missing":
                yield f"{where}: found no such field; expected it on every case; add it"
            case "extra_forbidden":
                known = ", ".join(Case.model_fields)
                yield f"{where}: found an unknown field; expected one of {known}; correct its name"
            case "value_error":
                yield str(detail["ctx"]["error"])
            case _:
                expected = detail["msg"][:1].lower() + detail["msg"][1:]
                yield f"{where}: found {detail['input']!r:.60}; expected: {expected}; correct it"
