"""YAML with line numbers, so that a fault in a guide can be shown where it stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from corpus.errors import ContentError
from corpus.paths import shown

Where: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LocatedYaml:
    """A YAML file's plain data, and the line (from 1) at which each part of it starts."""

    path: Path
    data: Any
    lines: dict[Where, int]

    def line_of(self, where: Where) -> int:
        """Return the line of `where`, or of the nearest part that holds it when it is absent."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def fault(self, where: Where, message: str) -> str:
        """Return one line for a person: file, line, field, then `message`."""
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
        return f"{shown(self.path)}, line {self.line_of(where)}, {field or 'the file'}: {message}"


class _StrictLoader(yaml.SafeLoader):
    """Dates stay text here; the models read them, and say so when they cannot."""


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml, which reads ten times as fast; PyYAML is also built without it."""


for _loader in (_StrictLoader, _FastLoader):
    _loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

# libyaml has no limit of its own: what is nested without end would end the process
_DEEPEST = 50
_DEEP_LINE = re.compile(rf"^(?: {{{4 * _DEEPEST},}}|[ ]*(?:[-?:][ \t]+){{{_DEEPEST},}})", re.MULTILINE)


def load_located(path: Path) -> LocatedYaml:
    """Read a YAML file.

    Raises:
        ContentError: it cannot be opened, is empty, not UTF-8, not YAML, or has the same field twice in one place.
    """
    name = shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError([f"{name}: there is no such file; expected a YAML file here"]) from None
    except UnicodeDecodeError as error:
        raise ContentError(
            [f"{name}: byte {error.start} is not UTF-8; expected UTF-8 text; save the file again as UTF-8"]
        ) from None
    except OSError as error:
        raise ContentError(
            [f"{name}: found that it cannot be opened ({error.strerror}); expected a YAML file here"]
        ) from None
    try:
        loader, root = _parsed(text)
        if root is None:
            raise ContentError([f"{name}: the file is empty; expected a YAML mapping"])
        lines: dict[Where, int] = {}
        repeats = _walk(root, (), lines)
        data = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(
            [f"{name}, line {line}: found YAML that cannot be read ({error.problem}); check quotes, colons and indents"]
        ) from None
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ContentError([f"{name}: found text that is not YAML ({reason}); save it as plain UTF-8 text"]) from None
    except (ValueError, RecursionError) as error:
        reason = str(error).partition(";")[0]
        raise ContentError(
            [f"{name}: found a value that cannot be read ({reason}); expected fields, lists and texts; correct it"]
        ) from None
    located = LocatedYaml(path, data, lines)
    if repeats:
        raise ContentError([located.fault(where, "this field stands twice here; keep one") for where in repeats])
    return located


def _parsed(text: str) -> tuple[Any, yaml.Node | None]:
    """Return the loader and the root of a YAML text; what has a fault is read once more by the loader that explains."""
    if not _is_deep(text):
        loader = _FastLoader(text)
        try:
            return loader, loader.get_single_node()
        except yaml.YAMLError:
            pass
    strict = _StrictLoader(text)
    return strict, strict.get_single_node()


def _is_deep(text: str) -> bool:
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST or bool(_DEEP_LINE.search(text))


def _walk(node: yaml.Node, where: Where, lines: dict[Where, int]) -> list[Where]:
    """Note the line of each part under `node`; return the fields that stand twice."""
    lines.setdefault(where, node.start_mark.line + 1)
    repeats: list[Where] = []
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(
                    problem="found a list or mapping as a field's name", problem_mark=key.start_mark
                )
            place = (*where, str(key.value))
            if key.value in seen:
                repeats.append(place)
            seen.add(key.value)
            lines[place] = key.start_mark.line + 1
            repeats += _walk(value, place, lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            repeats += _walk(value, (*where, position), lines)
    return repeats
